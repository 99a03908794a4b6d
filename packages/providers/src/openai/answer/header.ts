import { beginningOfMark, findMark } from '../marks.js';
import { callIn } from '../written-calls.js';
import type { Reading, State, StateOf } from './reading.js';

/**
 * Reads a role or a channel: `assistant`, `analysis`, `final`, `commentary to=functions.name`.
 *
 * @returns Whether more can be understood of the text that has come.
 */
export function readHeader(reading: Reading, state: StateOf<'header'>): boolean {
  const mark = findMark(reading.text, reading.ended);
  const line = reading.text.indexOf('\n');
  const end = line >= 0 && line < (mark?.from ?? Infinity) ? line : mark?.from;
  if (end === undefined) {
    state.text += reading.take(beginningOfMark(reading.text));
    return false;
  }
  state.text += reading.take(end);
  if (end === line) reading.take(1);
  else if (mark) reading.take(mark.to - mark.from);
  if (mark && end !== line && mark.kind !== 'headerEnd') state.text += ' ';
  else reading.state = behind(reading, state.text);
  return true;
}

/** @returns What comes behind the header. */
function behind(reading: Reading, header: string): State {
  const called = callIn(header);
  if (called !== undefined) return { name: 'calling', ends: 'end', called, text: '' };
  const hidden = /analysis|commentary|thought|think|user|system|tool/i.test(header) && !/final/i.test(header);
  if (!hidden) return { name: 'speaking' };
  reading.showsThoughts();
  return { name: 'thinking', depth: 1, after: undefined };
}
