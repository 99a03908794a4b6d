import { amountReadings } from './amount-readings.js';
import { escaped, LATIN, oneOf, type Reading } from './patterns.js';
import { signReadings, SPECIAL_SIGNS } from './sign-readings.js';
import type { Symbols } from './symbols/index.js';

/** What is said for a stretch of a text. */
export interface Read {
  readonly from: number;
  readonly to: number;
  readonly said: string;
}

const DIGIT = /\d/;
/** What begins a reading with a letter: a currency in front of its amount, and "3 x 4". */
const TIMES = String.raw`x(?=\s?\d)(?<=[1-9]\d{0,9}\s?x)`;

/** Reads the signs of one language. */
export class SignReader {
  readonly #ofNumbers: readonly Reading[];
  readonly #ofSigns: readonly Reading[];
  readonly #starts: RegExp;

  constructor(symbols: Symbols) {
    const readings = [...amountReadings(symbols), ...signReadings(symbols)];
    this.#ofNumbers = readings.filter(({ begins }) => begins !== 'sign');
    this.#ofSigns = readings.filter(({ begins }) => begins !== 'number');
    const { currencies, fractions, before, signs } = symbols;
    const keys = [currencies, fractions, before, signs].flatMap((table) => [...table.keys()]);
    const marks = new Set([
      ...keys.flatMap((key) => [...key]).filter((sign) => !/[a-z]/i.test(sign)),
      ...SPECIAL_SIGNS,
    ]);
    const letters = keys.filter((key) => /^[a-z]/i.test(key));
    const words = letters.length > 0 ? `|(?<!${LATIN})${oneOf(letters)}(?!${LATIN})` : '';
    this.#starts = new RegExp(
      `[\\d${[...marks].map((mark) => (mark === '-' ? '\\-' : escaped(mark))).join('')}]|${TIMES}${words}`,
      'gu',
    );
  }

  /** @returns What is said for the signs and amounts of a text, in order. */
  read(text: string): Read[] {
    const found: Read[] = [];
    this.#starts.lastIndex = 0;
    for (let start = this.#starts.exec(text); start; start = this.#starts.exec(text)) {
      const read = this.#readAt(text, start.index);
      if (!read) continue;
      found.push(read);
      this.#starts.lastIndex = read.to;
    }
    return found;
  }

  #readAt(text: string, from: number): Read | undefined {
    for (const { pattern, say } of DIGIT.test(text.charAt(from)) ? this.#ofNumbers : this.#ofSigns) {
      pattern.lastIndex = from;
      const match = pattern.exec(text);
      const said = match ? say(match.groups ?? {}, match) : undefined;
      if (match && said !== undefined) return { from, to: from + match[0].length, said };
    }
    return undefined;
  }
}
