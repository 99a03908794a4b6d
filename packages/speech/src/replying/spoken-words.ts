import { lettersOf } from './letters.js';

/** Where a word of a text ends. */
export interface WordEnd {
  /** Index behind the word and the punctuation that belongs to it, in UTF-16 units. */
  readonly to: number;
  /** Letters of the text up to its end. */
  readonly letters: number;
}

/** Scripts without blanks between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const STRETCH = /.{1,100}/gsu;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The words of a text, in order. A token without a letter belongs to the word before, or to the first one. */
export function wordEnds(text: string): WordEnd[] {
  const ends: WordEnd[] = [];
  let letters = 0;
  for (const { to, spoken } of pieces(text)) {
    letters += spoken;
    if (spoken === 0) ends.pop();
    if (letters > 0) ends.push({ to, letters });
  }
  return ends;
}

/** @returns Letters of the text in front of each character, and of the whole text behind the last one. */
export function lettersBefore(text: string): Uint32Array {
  const before = new Uint32Array(text.length + 1);
  let letters = 0;
  let at = 0;
  for (const character of text) {
    before.fill(letters, at, at + character.length);
    letters += lettersOf(character);
    at += character.length;
  }
  before[at] = letters;
  return before;
}

function* pieces(text: string): Generator<{ to: number; spoken: number }> {
  for (const { 0: token, index } of text.matchAll(/\S+/g)) {
    let to = index;
    for (const part of UNSPACED.test(token) ? unspacedWords(token) : [token])
      yield { to: (to += part.length), spoken: lettersIn(part) };
  }
}

/** Works in stretches, because each word that the segmenter returns holds a copy of the whole text it received (V8). */
function unspacedWords(token: string): string[] {
  const stretches = token.match(STRETCH) ?? [];
  return stretches.flatMap((stretch) => [...segmenter.segment(stretch)].map(({ segment }) => segment));
}

function lettersIn(text: string): number {
  let letters = 0;
  for (const character of text) letters += lettersOf(character);
  return letters;
}
