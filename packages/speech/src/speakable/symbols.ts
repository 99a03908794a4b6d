/** How a language reads what is no word. */
export interface Symbols {
  /** Names of currencies by their signs: one, and several. */
  readonly currencies: ReadonlyMap<string, readonly [one: string, several: string]>;
  /** Words that follow an amount and belong to it, as in "€5 million". */
  readonly magnitudes: ReadonlyMap<string, string>;
  /** Between a number and the one behind the dash, as in "10–18". */
  readonly to: string;
  readonly minus: string;
  readonly degree: readonly [one: string, several: string];
  /** Names of scales of temperature behind the degrees; empty for the usual one. */
  readonly scales: ReadonlyMap<string, string>;
  /** Fractions by their signs, and behind a whole number. */
  readonly fractions: ReadonlyMap<string, readonly [alone: string, behind: string]>;
  /** Units with a sign, by their sign, as in "25 m²". */
  readonly units: ReadonlyMap<string, readonly [one: string, several: string]>;
  /** Other signs. */
  readonly signs: ReadonlyMap<string, string>;
}

const names = <Value>(entries: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> =>
  new Map(Object.entries(entries));

const en: Symbols = {
  currencies: names<readonly [string, string]>({
    '€': ['euro', 'euros'],
    '£': ['pound', 'pounds'],
    $: ['dollar', 'dollars'],
    '¥': ['yen', 'yen'],
    '₹': ['rupee', 'rupees'],
    '₩': ['won', 'won'],
    '₽': ['ruble', 'rubles'],
    '₺': ['lira', 'lira'],
    '₿': ['bitcoin', 'bitcoins'],
    '¢': ['cent', 'cents'],
  }),
  magnitudes: names({
    thousand: 'thousand',
    million: 'million',
    billion: 'billion',
    trillion: 'trillion',
    k: 'thousand',
    m: 'million',
    bn: 'billion',
  }),
  to: 'to',
  minus: 'minus',
  degree: ['degree', 'degrees'],
  scales: names({ C: '', F: 'Fahrenheit', K: 'Kelvin' }),
  fractions: names<readonly [string, string]>({
    '½': ['one half', 'and a half'],
    '¼': ['one quarter', 'and a quarter'],
    '¾': ['three quarters', 'and three quarters'],
    '⅓': ['one third', 'and a third'],
    '⅔': ['two thirds', 'and two thirds'],
    '⅕': ['one fifth', 'and a fifth'],
    '⅛': ['one eighth', 'and an eighth'],
    '⅜': ['three eighths', 'and three eighths'],
    '⅝': ['five eighths', 'and five eighths'],
    '⅞': ['seven eighths', 'and seven eighths'],
  }),
  units: names<readonly [string, string]>({
    'km²': ['square kilometer', 'square kilometers'],
    'm²': ['square meter', 'square meters'],
    'cm²': ['square centimeter', 'square centimeters'],
    'm³': ['cubic meter', 'cubic meters'],
    'cm³': ['cubic centimeter', 'cubic centimeters'],
    'km/h': ['kilometer per hour', 'kilometers per hour'],
    'm/s': ['meter per second', 'meters per second'],
    µm: ['micrometer', 'micrometers'],
    '‰': ['per mille', 'per mille'],
  }),
  signs: names({
    '×': 'times',
    '÷': 'divided by',
    '±': 'plus or minus',
    '≈': 'about',
    '≠': 'is not',
    '≤': 'at most',
    '≥': 'at least',
    '=': 'equals',
    '<': 'is less than',
    '>': 'is greater than',
    '∞': 'infinity',
    '√': 'the square root of',
    '°': 'degrees',
    '²': 'squared',
    '³': 'cubed',
    '→': 'to',
    '§': 'section',
    '№': 'number',
    '&': 'and',
    '@': 'at',
    '+': 'plus',
    '−': 'minus',
    µ: 'micro',
    π: 'pi',
    Ω: 'ohm',
  }),
};

const SYMBOLS: ReadonlyMap<string, Symbols> = new Map([['en', en]]);

/** @param tag BCP 47. @returns The table of a language; English for one without a table. */
export function symbolsOf(tag: string): Symbols {
  return SYMBOLS.get(tag.toLowerCase().split('-')[0] ?? '') ?? en;
}
