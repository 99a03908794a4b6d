import { CodedError } from '@visavis/core';
import type { Mark } from '../marks.js';
import { beginData } from './data.js';
import type { Reading } from './reading.js';

/** JSON objects or code at the beginning of an answer, or what may become them. */
const DATA = /^\s{0,20}(?:\{|\[\s{0,20}\{|`{3})/;
const DATA_BEGUN = /^\s{0,20}(?:\[\s{0,20}|`{1,2}|<(?:!?[a-z]{0,7} ?[a-z]{0,4})?)?$/i;
/** The error page of something between the service and this server. */
const PAGE = /^\s{0,20}<(?:!doctype html|html)[\s>]/i;

/** Reads words up to the next mark. @returns Whether more can be understood of the text that has come. */
export function readWords(reading: Reading): boolean {
  if (reading.atStart && PAGE.test(reading.text))
    throw new CodedError('provider.failed', 'the language model answered with a page');
  if (reading.atStart && DATA.test(reading.text)) {
    beginData(reading);
    return true;
  }
  if (reading.atStart && !reading.ended && DATA_BEGUN.test(reading.text)) return false;
  const { passed, mark } = reading.next();
  reading.speak(passed);
  if (!mark) return false;
  const written = reading.take(mark.to - mark.from);
  if (mark.kind === 'data') reading.speak(written);
  enter(reading, mark, written);
  return true;
}

/** Goes where a mark among the words leads. */
function enter(reading: Reading, { kind, name }: Mark, written: string): void {
  reading.atStart = true;
  if (kind === 'thought') {
    reading.state = { name: 'thinking', depth: 1, after: undefined };
    reading.showsThoughts();
  } else if (kind === 'data') beginData(reading);
  else if (kind === 'thoughtEnd') thoughtsWere(reading);
  else if (kind === 'header') reading.state = { name: 'header', text: '' };
  else if (kind === 'call') reading.state = { name: 'calling', ends: name, called: undefined, text: written };
}

/** The end of thoughts without a beginning: all before were thoughts, and this model's next answer begins with them. */
function thoughtsWere(reading: Reading): void {
  reading.words.retract();
  reading.habit = 'opened';
  reading.thought = true;
}
