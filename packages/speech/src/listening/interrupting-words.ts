import type { Language } from '../languages/index.js';
import { beginsWith, understood, withoutMurmur } from './murmur.js';

/** Words of a transcript that are looked at: more than any setting asks for. */
const MAX_CHARS = 500;

/**
 * Whether a user who says this over a reply wants the floor: "stop", a question, or so many words as are required.
 *
 * @param leastWords Words from which it does, whatever they are; those with which it shows that the user listens count only
 *   where others follow.
 */
export function interrupts(transcript: string, leastWords: number, language: Language): boolean {
  const said = transcript.slice(0, MAX_CHARS);
  const words = understood(said);
  const meant = withoutMurmur(words, language);
  if (meant === '') return false;
  return stops(meant, language) || asks(said, meant, language) || countWords(words, language) >= leastWords;
}

function stops(words: string, language: Language): boolean {
  return language.stops.some((phrase) => beginsWith(words, phrase));
}

function asks(said: string, words: string, { asks, unspaced }: Language): boolean {
  const [first = ''] = words.split(' ', 1);
  if (/[?？؟]/.test(said) || asks.has(first)) return true;
  return unspaced?.asks.some((part) => words.includes(part)) ?? false;
}

function countWords(words: string, { tag, unspaced }: Language): number {
  if (!unspaced) return words.split(' ').length;
  const pieces = new Intl.Segmenter(tag, { granularity: 'word' }).segment(words);
  return [...pieces].filter(({ isWordLike }) => isWordLike).length;
}
