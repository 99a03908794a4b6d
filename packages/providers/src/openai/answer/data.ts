import { parsedJson } from '../../http/json.js';
import { JsonExtent } from '../json-extent.js';
import { refusalIn } from '../refusal.js';
import { looksLikeCall } from '../written-calls.js';
import { MAX_HELD_CHARS, type Reading, type StateOf } from './reading.js';

const FENCE = '```';
/** What may be the body of an error. */
const ERROR = /^\s{0,20}\{\s{0,20}"(?:error|object)"/;

/** JSON or a block of code comes, which may be a call. */
export function beginData(reading: Reading): void {
  const fenced = reading.text.trimStart().startsWith(FENCE);
  reading.state = { name: 'data', fenced, extent: new JsonExtent(), text: '' };
}

/** Reads data up to its end. @returns Whether more can be understood of the text that has come. */
export function readData(reading: Reading, state: StateOf<'data'>): boolean {
  const before = state.text.length;
  state.text += reading.take(reading.text.length);
  const end = state.fenced ? endOfFence(state.text, before) : endOfJson(state.extent, state.text, before);
  if (end === undefined && state.text.length < MAX_HELD_CHARS) return false;
  reading.state = { name: 'speaking' };
  reading.text = end === undefined ? '' : state.text.slice(end);
  decideData(reading, state.text.slice(0, end));
  return true;
}

/** Decides whether data are words, a call, or an error. @throws {Refusal} When they are an error of the service. */
export function decideData(reading: Reading, text: string): void {
  const refusal = ERROR.test(text) ? refusalIn(parsedJson(text)) : undefined;
  if (refusal) throw refusal;
  if (looksLikeCall(text, reading.names)) reading.call(text, undefined);
  else reading.speak(text);
}

/** @param from Where the search goes on. @returns The length up to the end of a block of code. */
function endOfFence(text: string, from: number): number | undefined {
  const begins = text.indexOf(FENCE) + FENCE.length;
  const end = text.indexOf(FENCE, Math.max(begins, from - FENCE.length));
  return end < 0 ? undefined : end + FENCE.length;
}

function endOfJson(extent: JsonExtent, text: string, from: number): number | undefined {
  extent.push(text.slice(from));
  return extent.end;
}
