import type { Symbols } from './symbols/index.js';

/** A pattern of what is written, and how it is said. Patterns begin with a sign or a digit, and are short. */
export interface Reading {
  /** What it begins with. */
  readonly begins: 'number' | 'sign' | 'either';
  readonly pattern: RegExp;
  say(groups: Readonly<Record<string, string | undefined>>, match: RegExpExecArray): string | undefined;
}

/** One character of the Latin alphabets, within a class of characters. */
export const LATIN = String.raw`\p{Script=Latin}`;
/** Dashes between the ends of a range. */
export const DASH = '[–—~～〜-]';

/** A number, a range, or a number with a fraction, in front of what is counted. */
export function patternsOf(symbols: Symbols): { number: string; count: string } {
  const grouped = `\\d{1,3}(?:[${symbols.grouping}]\\d{3}(?!\\d)){1,6}`;
  const number = `(?:${grouped}|\\d{1,15})(?:[.,]\\d{1,6}(?!\\d))?`;
  const fraction = oneOf([...symbols.fractions.keys()]);
  const count = `(?:(?<number>${number})(?:\\s?${DASH}\\s?(?<upTo>${number})|\\s?(?<with>${fraction}))?|(?<alone>${fraction}))`;
  return { number, count };
}

/** Finds a pattern at one place alone. */
export function regExp(source: string): RegExp {
  return new RegExp(source, 'uy');
}

/** A pattern for one of several texts, the longest first. */
export function oneOf(texts: readonly string[], pattern: (text: string) => string = escaped): string {
  return `(?:${texts
    .toSorted((a, b) => b.length - a.length)
    .map(pattern)
    .join('|')})`;
}

/** A pattern for a text as it is. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
