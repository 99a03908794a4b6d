import { MAX_HELD_CHARS, type Reading, type StateOf } from './reading.js';

type Thinking = StateOf<'thinking'>;

/** Reads thoughts up to the next mark. @returns Whether more can be understood of the text that has come. */
export function readThoughts(reading: Reading, state: Thinking): boolean {
  const { passed, mark } = reading.next();
  if (state.after !== undefined && (mark || state.after.length < MAX_HELD_CHARS)) state.after += passed;
  if (!mark) return false;
  const written = reading.take(mark.to - mark.from);
  if (mark.kind === 'thought') open(reading, state);
  else if (mark.kind === 'thoughtEnd' || (mark.kind === 'end' && !reading.assumesThoughts)) close(reading, state);
  else if (mark.kind === 'header') reading.state = { name: 'header', text: '' };
  else if (state.after !== undefined) state.after += written;
  return true;
}

/**
 * The answer has ended within thoughts: the words behind their latest end are the answer, and thoughts without an end are
 * none.
 *
 * @param complete Whether the model has ended the answer, rather than a limit.
 * @returns Whether the words are to be read again.
 */
export function endThoughts(reading: Reading, { after }: Thinking, complete: boolean): boolean {
  // A model whose template usually opens its thoughts may have answered without any: the next answer shows it.
  const unopened = reading.assumesThoughts;
  if (unopened && complete) reading.habit = 'unknown';
  if (after === undefined || (unopened && !complete)) return false;
  reading.state = { name: 'speaking' };
  reading.atStart = true;
  reading.text = after;
  return true;
}

function open(reading: Reading, state: Thinking): void {
  // The template was taken to have written the beginning, but the model does.
  if (reading.assumesThoughts) {
    reading.habit = 'own';
    state.after = undefined;
  } else state.depth++;
  reading.thought = true;
}

function close(reading: Reading, state: Thinking): void {
  reading.thought = true;
  state.depth--;
  state.after = '';
  if (state.depth <= 0) reading.state = { name: 'speaking' };
}
