import { comparableWords } from '../knowledge/normalise.js';

/** Words without meaning. */
const FILLERS = new Set(['um', 'uh', 'er', 'well', 'so', 'okay', 'ok', 'please', 'hey', 'oh', 'just', 'now', 'then']);

/**
 * The words of a question that distinguish it from others, in one form each ("lips" and "lip" are the same word).
 * Fillers are dropped, unless nothing else is left.
 */
export function keyWords(text: string): string[] {
  const words = comparableWords(text).map(stem);
  const meaning = words.filter((word) => !FILLERS.has(word));
  return meaning.length > 0 ? meaning : words;
}

/** Polite openings of a question. */
const OPENER =
  /^\s*(?:(?:can|could|would|will) you (?:please )?(?:tell|explain to|show) me|(?:please )?tell me|do you (?:happen to )?know|i(?: would|'d)? (?:want|like) to know|may i ask(?: you)?|i have a question)\s+/i;

/** Removes a polite opening: "Could you tell me how you work?" asks "how you work?". */
export function withoutOpener(question: string): string {
  return question.replace(OPENER, '');
}

/** Removes the commonest endings. Both sides of a comparison pass through it, so the stem need not be a correct one. */
function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1);
  return word;
}
