import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { it } from './it.js';
import { ja } from './ja.js';
import type { Language } from './language.js';
import { pt } from './pt.js';
import { zh } from './zh.js';

export type { Apologies, Language, Notices } from './language.js';

/** The language of a conversation whose language was not set. */
export const DEFAULT_LANGUAGE = 'en';

const LANGUAGES = new Map([en, de, fr, es, it, pt, zh, ja].map((language) => [language.tag, language]));

/**
 * The table of a language.
 *
 * @param tag BCP 47, in any case. A region or script falls back to the language (`de-AT` to `de`), an unknown language to
 *   English.
 * @see RFC 4647 §3.4, for the lookup
 */
export function languageOf(tag = DEFAULT_LANGUAGE): Language {
  const subtags = tag.toLowerCase().split('-');
  for (; subtags.length > 0; subtags.pop()) {
    const found = LANGUAGES.get(subtags.join('-'));
    if (found) return found;
  }
  return en;
}
