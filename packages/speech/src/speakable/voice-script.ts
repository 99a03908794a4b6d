import { lettersOf } from '../replying/letters.js';

const LATIN = /[\p{Script=Latin}]/u;
/** Scripts by the languages that are not written in the Latin one. */
const SCRIPTS: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    zh: /\p{Script=Han}/u,
    yue: /\p{Script=Han}/u,
    ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
    ko: /[\p{Script=Hangul}\p{Script=Han}]/u,
    ru: /\p{Script=Cyrillic}/u,
    uk: /\p{Script=Cyrillic}/u,
    be: /\p{Script=Cyrillic}/u,
    bg: /\p{Script=Cyrillic}/u,
    sr: /[\p{Script=Cyrillic}\p{Script=Latin}]/u,
    mk: /\p{Script=Cyrillic}/u,
    kk: /\p{Script=Cyrillic}/u,
    el: /\p{Script=Greek}/u,
    ar: /\p{Script=Arabic}/u,
    fa: /\p{Script=Arabic}/u,
    ur: /\p{Script=Arabic}/u,
    he: /\p{Script=Hebrew}/u,
    yi: /\p{Script=Hebrew}/u,
    hi: /\p{Script=Devanagari}/u,
    mr: /\p{Script=Devanagari}/u,
    ne: /\p{Script=Devanagari}/u,
    bn: /\p{Script=Bengali}/u,
    ta: /\p{Script=Tamil}/u,
    te: /\p{Script=Telugu}/u,
    kn: /\p{Script=Kannada}/u,
    ml: /\p{Script=Malayalam}/u,
    gu: /\p{Script=Gujarati}/u,
    pa: /[\p{Script=Gurmukhi}\p{Script=Arabic}]/u,
    th: /\p{Script=Thai}/u,
    lo: /\p{Script=Lao}/u,
    km: /\p{Script=Khmer}/u,
    my: /\p{Script=Myanmar}/u,
    ka: /\p{Script=Georgian}/u,
    hy: /\p{Script=Armenian}/u,
    am: /\p{Script=Ethiopic}/u,
  }),
);

/** What a voice can do with a text: say its words; nothing, as it has none; or nothing, as their script is another. */
export type Sayable = 'words' | 'nothing' | 'foreign';

/**
 * Whether a voice reads the script of a text. Numbers are read in all languages; a text that is foreign for the most part
 * is foreign.
 *
 * @param languages The voice's languages, BCP 47.
 */
export function sayableIn(text: string, languages: readonly string[] | 'any'): Sayable {
  const scripts = languages === 'any' ? undefined : languages.map(scriptOf);
  let read = 0;
  let foreign = 0;
  let numbers = 0;
  for (const character of text) {
    const letters = lettersOf(character);
    if (letters === 0) continue;
    if (/\p{N}/u.test(character)) numbers++;
    else if (!scripts || scripts.some((script) => script.test(character))) read += letters;
    else foreign += letters;
  }
  if (read + foreign + numbers === 0) return 'nothing';
  return foreign > read && foreign > 0 ? 'foreign' : 'words';
}

/** The letters of the script in which a language is written. @param language BCP 47. */
export function scriptOf(language: string): RegExp {
  return SCRIPTS.get(language.toLowerCase().split('-')[0] ?? '') ?? LATIN;
}
