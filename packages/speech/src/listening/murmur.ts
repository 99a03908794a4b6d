import type { Language } from '../languages/index.js';
import { NOT_UNDERSTOOD } from '../ports.js';

/** No murmur is longer. */
const LONGEST = 60;
/** Words that must be understood for each gap. */
const GAP_WORDS = 2;
/** Sounds that a recogniser describes instead of transcribing them: `[cough]`, `(laughs)`, `*sighs*`. */
const DESCRIBED = /\[[^\]]*\]|\([^)]*\)|\*[^*]*\*/g;
/** Scripts without blanks between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;

/** The words of a transcript that were understood, in lower case, with blanks between them. */
export function understood(transcript: string): string {
  const said = transcript.length > LONGEST ? transcript : transcript.replace(DESCRIBED, ' ');
  return said
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}'’]+/gu, ' ')
    .replaceAll('’', "'")
    .trim();
}

/**
 * Whether a user who says this is listening, and does not want the floor: nothing was understood, only "uh-huh", or only
 * words such as "the" that say nothing alone, for which a recogniser with few words takes "uh-huh".
 */
export function isMurmur(transcript: string, language: Language): boolean {
  const words = understood(transcript);
  return words.length <= LONGEST && withoutMurmur(words, language) === '';
}

/** @param words As {@link understood} returns them. @returns Those behind the signs of listening with which they begin. */
export function withoutMurmur(words: string, language: Language): string {
  let left = words;
  let next = beginning(left, language);
  for (; left !== '' && next !== undefined; next = beginning(left, language))
    left = left.slice(next.length).trimStart();
  return left;
}

/** The acknowledgement, or the word that says nothing alone, with which the text begins. */
function beginning(words: string, { acknowledgements, goesOn, asks, stops }: Language): string | undefined {
  if (stops.some((phrase) => beginsWith(words, phrase))) return undefined;
  const [first = ''] = words.split(' ', 1);
  const empty = goesOn.has(first) && !asks.has(first) ? first : undefined;
  return acknowledgements.find((phrase) => beginsWith(words, phrase)) ?? empty;
}

/** Whether most of a transcript was understood: where another's talk is matched to a closed vocabulary, it is gaps. */
export function isClear(transcript: string): boolean {
  const words = understood(transcript)
    .split(' ')
    .filter((word) => word !== '');
  return words.length > GAP_WORDS * (transcript.split(NOT_UNDERSTOOD).length - 1);
}

/** Whether these words begin with a phrase, and not with a longer word. */
export function beginsWith(words: string, phrase: string): boolean {
  if (!words.startsWith(phrase)) return false;
  return words.length === phrase.length || words[phrase.length] === ' ' || UNSPACED.test(phrase);
}
