import { scriptOf } from './voice-script.js';

/** Letters that no accent makes of a plain one. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'Ae',
  œ: 'oe',
  Œ: 'Oe',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
  ŋ: 'ng',
  ħ: 'h',
};
const SPECIAL_LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
const LATIN = /\p{Script=Latin}/u;

/**
 * The letters, numbers and punctuation of a text that a voice can say. English voices read plain letters: the others lose
 * their accents rather than being lost. Voices of other languages read the Latin alphabets and their own script.
 *
 * @param language BCP 47.
 */
export function spokenLetters(text: string, language: string): string {
  const read = /^en(?:-|$)/i.test(language) ? plain(text) : readable(text, scriptOf(language));
  return read
    .replace(/ {2,}/g, ' ')
    .replace(/ (?=[,.])/g, '')
    .trim();
}

/** Letters without accents, and nothing that is no letter, number or punctuation of the Latin alphabet. */
function plain(text: string): string {
  return text
    .replace(/[©®™]/g, '')
    .replace(SPECIAL_LETTER, (letter) => LETTERS[letter] ?? letter)
    .replace(/…/g, '...')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[‘’]/g, "'")
    .replace(/[“”«»„]/g, '"')
    .replace(/[^\x20-\x7e–—]+/g, ' ');
}

/** Nothing but what voices of a script read: no emoji, no signs, no letters of further scripts. */
function readable(text: string, script: RegExp): string {
  return text
    .replace(/[©®™]/g, '')
    .replace(/(?:(?![ªº])[\p{L}\p{M}\p{N}])+/gu, (run) => run.normalize('NFKC'))
    .replace(/\p{L}/gu, (letter) => (script.test(letter) || LATIN.test(letter) ? letter : ' '))
    .replace(/(?<![\p{L}\p{M}])\p{M}+/gu, '')
    .replace(/[\p{Z}\p{C}•*_#\\{}[\]]|(?![+=$])\p{S}/gu, ' ');
}
