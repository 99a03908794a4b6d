import type { Language } from '../languages/index.js';

/** Factor on the configured silence after a word with which no sentence ends. */
const PATIENT = 1.6;
const LETTER = /[\p{L}\p{M}'’]/u;
const PAUSE = /[\s,，、…-]/;

/**
 * Returns how long a silence ends the utterance: a user who pauses after "and the" has not finished.
 *
 * @param interim What was recognised of the utterance so far.
 * @returns The silence that ends the utterance, ms: the configured one, or 1.6 times as much. Never less.
 */
export function silenceToEndMs(configuredMs: number, interim: string | undefined, language: Language): number {
  const word = lastWord(interim ?? '').toLowerCase();
  return language.goesOn.has(word) ? configuredMs * PATIENT : configuredMs;
}

/** Reads from the end: the interim grows with every word, and is examined for every frame. */
function lastWord(text: string): string {
  let end = text.length;
  while (end > 0 && PAUSE.test(text.charAt(end - 1))) end--;
  let from = end;
  while (from > 0 && LETTER.test(text.charAt(from - 1))) from--;
  return text.slice(from, end);
}
