import { MAX_HELD_CHARS, type Reading, type StateOf } from './reading.js';

/** Reads a call up to the next mark. @returns Whether more can be understood of the text that has come. */
export function readCall(reading: Reading, state: StateOf<'calling'>): boolean {
  const { passed, mark } = reading.next();
  if (state.text.length < MAX_HELD_CHARS) state.text += passed;
  if (!mark) return false;
  const ends = mark.kind === 'end' || (mark.kind === 'callEnd' && mark.name === state.ends);
  const written = reading.take(mark.to - mark.from);
  if (ends) {
    reading.state = { name: 'speaking' };
    reading.call(state.text, state.called);
  } else state.text += written;
  return true;
}
