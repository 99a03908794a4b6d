import type { Language } from '../languages/index.js';
import type { PhrasePosition } from '../ports.js';

/** Factor on the configured silence where a sentence goes on: after "and the", or within a phrase that is expected. */
const PATIENT = 1.6;
/** Behind a whole phrase that is expected, with which no longer one begins. */
const SURE = 0.4;
/** Behind words that the recogniser, or their last one, marks as a question. */
const ASKED = 0.6;
const LETTER = /[\p{L}\p{M}'’]/u;
const PAUSE = /[\s,，、…-]/;
const QUESTION_MARK = /[?？؟]/;

/** What was understood of an utterance so far. */
export interface SaidSoFar {
  /** The interim transcript. */
  readonly interim: string | undefined;
  /** Where it ends in the phrases that the recogniser expects. */
  readonly phrase?: PhrasePosition | undefined;
}

/**
 * Returns how long a silence ends the utterance: a user who pauses after "and the" has not finished, one who has asked a
 * whole question has.
 *
 * @returns The silence that ends the utterance, ms: the configured one, or 0.4, 0.6 or 1.6 times as much.
 */
export function silenceToEndMs(configuredMs: number, { interim = '', phrase }: SaidSoFar, language: Language): number {
  if (phrase === 'whole') return configuredMs * SURE;
  const said = withoutPause(interim);
  if (phrase === 'beginning' || goesOn(said, language)) return configuredMs * PATIENT;
  return isQuestion(said, language) ? configuredMs * ASKED : configuredMs;
}

function goesOn(said: string, { goesOn, unspaced }: Language): boolean {
  const words = QUESTION_MARK.test(said.at(-1) ?? '') ? said.slice(0, -1) : said;
  return goesOn.has(lastWord(words).toLowerCase()) || endsWithOne(words, unspaced?.goesOn);
}

function isQuestion(said: string, { unspaced }: Language): boolean {
  const last = said.at(-1) ?? '';
  return QUESTION_MARK.test(last) || endsWithOne(last === '。' ? said.slice(0, -1) : said, unspaced?.endsQuestion);
}

function endsWithOne(text: string, endings: readonly string[] = []): boolean {
  return endings.some((ending) => text.endsWith(ending));
}

/** Read from the end: the interim grows with every word, and is examined for every frame. */
function withoutPause(text: string): string {
  let end = text.length;
  while (end > 0 && PAUSE.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function lastWord(text: string): string {
  let from = text.length;
  while (from > 0 && LETTER.test(text.charAt(from - 1))) from--;
  return text.slice(from);
}
