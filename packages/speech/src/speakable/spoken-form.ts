import { symbolsOf, type Symbols } from './symbols.js';

/** A stretch of a text without blanks around it, and what is said for it. */
export interface SpokenStretch {
  /** Start of the stretch in the text; `to` is its end. */
  readonly from: number;
  readonly to: number;
  /** The words; empty where nothing is said. */
  readonly said: string;
}

/** A pattern of what is written, and how it is said. Patterns begin with a sign or a digit, and are short. */
interface Reading {
  /** What it begins with. */
  readonly begins: 'number' | 'sign' | 'either';
  readonly pattern: RegExp;
  say(match: RegExpExecArray, symbols: Symbols): string | undefined;
}

const AMOUNT = String.raw`(\d{1,15}(?:,\d{3}){0,6})(?:[.,](\d{1,2})(?!\d))?`;
const CURRENCY = '[€£¥₹₩₽₺₿]';

const several = ([one, many]: readonly [string, string], count: string): string => (count === '1' ? one : many);

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

const READINGS: readonly Reading[] = [
  // €5, €4.50, €5 million
  {
    begins: 'sign',
    pattern: new RegExp(`(${CURRENCY})\\s?${AMOUNT}(?:\\s?([a-z]{1,8})(?![a-z]))?`, 'iy'),
    say: ([, sign = '', whole = '', part, word], { currencies, magnitudes }) => {
      const magnitude = word === undefined ? undefined : magnitudes.get(word.toLowerCase());
      if (word !== undefined && magnitude === undefined) return undefined;
      return amountOf(currencies.get(sign), { whole, part, magnitude });
    },
  },
  // The same without what is no magnitude.
  {
    begins: 'sign',
    pattern: new RegExp(`(${CURRENCY})\\s?${AMOUNT}`, 'y'),
    say: ([, sign = '', whole = '', part], { currencies }) => amountOf(currencies.get(sign), { whole, part }),
  },
  // 5 €, 4.50€, 50¢
  {
    begins: 'number',
    pattern: new RegExp(`${AMOUNT}\\s?(${CURRENCY}|¢)(?!\\d)`, 'y'),
    say: ([, whole = '', part, sign = ''], { currencies }) => amountOf(currencies.get(sign), { whole, part }),
  },
  // 21.5°C, 70 °F, 45°
  {
    begins: 'number',
    pattern: /(\d{1,15}(?:[.,]\d{1,6})?)\s?°\s?([CFK](?![\p{L}\p{N}]))?/uy,
    say: ([, count = '', scale = ''], { degree, scales }) =>
      [count.replace(',', '.'), several(degree, count), scales.get(scale)].filter(Boolean).join(' '),
  },
  // 25 m², 50 km/h
  {
    begins: 'number',
    pattern: /(\d{1,15}(?:[.,]\d{1,6})?)\s?(km²|cm²|m²|cm³|m³|km\/h|m\/s|[µμ]m|‰)(?![\p{L}\p{N}])/uy,
    say: ([, count = '', unit = ''], { units }) => {
      const name = units.get(unit.replace('μ', 'µ'));
      return name && `${count} ${several(name, count)}`;
    },
  },
  // 2½, ½
  {
    begins: 'either',
    pattern: /(\d{1,15})?\s?([½¼¾⅓⅔⅕⅛⅜⅝⅞])/uy,
    say: ([, whole, sign = ''], { fractions }) => {
      const fraction = fractions.get(sign);
      return fraction && (whole === undefined ? fraction[0] : `${whole} ${fraction[1]}`);
    },
  },
  // 10–18, 9:00 – 17:00, Mon–Fri
  {
    begins: 'sign',
    pattern: /(?<=\d\s?|\d(?:am|pm)\s?)[–—]\s?(?=[€£$]?\d)|(?<=[\p{L}\p{N}])[–](?=[\p{L}\p{N}])/uy,
    say: (_, { to }) => ` ${to} `,
  },
  // −5
  { begins: 'sign', pattern: /(?<![\p{L}\p{N}])[-−](?=\d)/uy, say: (_, { minus }) => `${minus} ` },
  // 3 < 5
  { begins: 'sign', pattern: /(?<=\d\s?)[<>](?=\s?\d)/y, say: ([sign], { signs }) => ` ${signs.get(sign) ?? ''} ` },
  // 2 * 3
  { begins: 'sign', pattern: /(?<=\d\s?)\*(?=\s?\d)/y, say: (_, { signs }) => ` ${signs.get('×') ?? ''} ` },
  {
    begins: 'sign',
    pattern: /[×÷±≈≠≤≥∞√°²³→§№&@−µπΩ]|(?<=[\d\s])[=+](?=[\d\s])/uy,
    say: ([sign], { signs }) => ` ${signs.get(sign) ?? ''} `,
  },
  { begins: 'sign', pattern: /[€£¥₹₩₽₺₿¢]/uy, say: ([sign], { currencies }) => ` ${currencies.get(sign)?.[1] ?? ''} ` },
];
const DIGIT = /\d/;
const OF_NUMBERS = READINGS.filter(({ begins }) => begins !== 'sign');
const OF_SIGNS = READINGS.filter(({ begins }) => begins !== 'number');
const SIGN = /[\d€£¥₹₩₽₺₿¢½¼¾⅓⅔⅕⅛⅜⅝⅞–—\-−*×÷±≈≠≤≥∞√°²³→§№&@µπΩ=+<>]/gu;

/**
 * How a text is read aloud by a voice that knows letters and numbers alone: signs as words, and letters without their
 * accents rather than not at all. What is left is no letter of the Latin alphabet and is not said: emoji, other scripts.
 *
 * @param language BCP 47.
 * @returns Words, numbers, and amounts with their signs, each with its position in the text, in order.
 */
export function spokenForm(text: string, language: string): SpokenStretch[] {
  const readings = readingsOf(text, symbolsOf(language));
  const stretches: SpokenStretch[] = [];
  let next = 0;
  for (let token = tokenFrom(text, 0); token; token = tokenFrom(text, stretches.at(-1)?.to ?? 0)) {
    let { to } = token;
    let said = '';
    let at = token.from;
    for (let reading = readings[next]; reading && reading.from < to; reading = readings[++next]) {
      said += text.slice(at, reading.from) + reading.said;
      at = reading.to;
      // A reading may reach over a blank: both tokens are one stretch.
      if (at > to) to = endOfToken(text, at);
    }
    stretches.push({ from: token.from, to, said: plain(said + text.slice(at, to)) });
  }
  return stretches;
}

function readingsOf(text: string, symbols: Symbols): SpokenStretch[] {
  const found: SpokenStretch[] = [];
  SIGN.lastIndex = 0;
  for (let sign = SIGN.exec(text); sign; sign = SIGN.exec(text)) {
    const reading = readingAt(text, sign.index, symbols);
    if (!reading) continue;
    found.push(reading);
    SIGN.lastIndex = reading.to;
  }
  return found;
}

function readingAt(text: string, from: number, symbols: Symbols): SpokenStretch | undefined {
  for (const { pattern, say } of DIGIT.test(text.charAt(from)) ? OF_NUMBERS : OF_SIGNS) {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    const said = match ? say(match, symbols) : undefined;
    if (match && said !== undefined) return { from, to: from + match[0].length, said };
  }
  return undefined;
}

interface Amount {
  readonly whole: string;
  readonly part: string | undefined;
  readonly magnitude?: string | undefined;
}

/** "4.50" of a currency is said "4 pounds 50", "5 million" "5 million pounds". */
function amountOf(
  names: readonly [string, string] | undefined,
  { whole, part, magnitude }: Amount,
): string | undefined {
  if (!names) return undefined;
  const fraction = part === undefined || Number(part) === 0 ? '' : part;
  if (magnitude !== undefined) return `${whole}${fraction && `.${fraction}`} ${magnitude} ${names[1]}`;
  return `${whole} ${several(names, whole)}${fraction && ` ${Number(fraction.padEnd(2, '0'))}`}`;
}

const TOKEN = /\S+/g;
const REST_OF_TOKEN = /\S*/y;

function tokenFrom(text: string, from: number): { from: number; to: number } | undefined {
  TOKEN.lastIndex = from;
  const match = TOKEN.exec(text);
  return match ? { from: match.index, to: match.index + match[0].length } : undefined;
}

function endOfToken(text: string, from: number): number {
  REST_OF_TOKEN.lastIndex = from;
  return from + (REST_OF_TOKEN.exec(text)?.[0].length ?? 0);
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
    .replace(/[^\x20-\x7e–—]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
