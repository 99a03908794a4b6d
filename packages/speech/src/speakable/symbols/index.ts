import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { it } from './it.js';
import { ja } from './ja.js';
import { pt } from './pt.js';
import type { Symbols } from './symbols.js';
import { zh } from './zh.js';

export type { ClockTime, Noun, Symbols } from './symbols.js';

const SYMBOLS = new Map([en, de, fr, es, it, pt, zh, ja].map((symbols) => [symbols.tag, symbols]));

/** @param tag BCP 47. @returns The table of a language; English for one without a table. */
export function symbolsOf(tag: string): Symbols {
  return SYMBOLS.get(tag.toLowerCase().split('-')[0] ?? '') ?? en;
}
