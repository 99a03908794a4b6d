import type { Noun, Symbols } from './symbols/index.js';

/** A number as it is written, a range of two, or one with a fraction, as in "2½". */
export interface Count {
  readonly number?: string | undefined;
  readonly upTo?: string | undefined;
  readonly fraction?: string | undefined;
}

/** An amount of money. */
export interface Amount extends Count {
  readonly sign: string;
  readonly magnitude?: string | undefined;
}

interface Parts {
  readonly whole: string;
  readonly decimals: string;
  readonly value: number;
}

/** A count in words and digits, without what is counted. */
interface Said {
  readonly number: string;
  /** Whether what is counted is one. */
  readonly one: boolean;
  /** Whether the number is a noun itself. */
  readonly noun: boolean;
  /** A fraction that follows what is counted. */
  readonly behind: string;
}

const MILLION = 1_000_000;

/** A count of things: "2 Kilometer", "ein Euro", "百分之5". */
export function counted(count: Count, [one, several, gender]: Noun, symbols: Symbols): string {
  const said = saidOf(count, gender, symbols);
  const name = said.one ? one : several;
  const of = said.noun ? (symbols.of?.(name) ?? '') : '';
  if (name.includes('#')) return name.replace('#', said.number) + said.behind;
  const elides = symbols.elided?.test(said.number) === true && /^[aeiou]/.test(name);
  const number = elides ? `${said.number.slice(0, -1)}'` : said.number + symbols.blank;
  return number + of + name + said.behind;
}

/** An amount of money: "4 euros con 50", "5 millions d'euros". */
export function amountOf(amount: Amount, symbols: Symbols): string | undefined {
  const noun = symbols.currencies.get(amount.sign);
  if (!noun) return undefined;
  const { number, upTo, fraction, magnitude } = amount;
  if (magnitude !== undefined) return inMagnitude(amount, noun, symbols.magnitudes.get(magnitude), symbols);
  if (number === undefined) return counted(amount, noun, symbols);
  const { whole, decimals, value } = partsOf(number, symbols);
  const and = symbols.andCents;
  if (and === undefined || upTo !== undefined || fraction !== undefined || decimals === '' || decimals.length > 2)
    return counted({ ...amount, number: withoutZeros(number, symbols) }, noun, symbols);
  const cents = Number(decimals.padEnd(2, '0'));
  const name = symbols.cents.get(amount.sign);
  if (value > 0 && value < 1 && name) return counted({ number: String(cents) }, name, symbols);
  return counted({ number: whole }, noun, symbols) + (cents === 0 ? '' : `${and}${cents}`);
}

/** A number in the language's own form. */
export function numberOf(number: string, symbols: Symbols): string {
  const { whole, decimals } = partsOf(number, symbols);
  return decimals === '' ? whole : whole + symbols.decimal + decimals;
}

function inMagnitude(count: Count, noun: Noun, magnitude: Noun | undefined, symbols: Symbols): string | undefined {
  if (!magnitude) return undefined;
  const [, several] = noun;
  const of = magnitude[2] === undefined ? '' : (symbols.of?.(several) ?? '');
  return counted(count, magnitude, symbols) + symbols.blank + of + several;
}

function saidOf({ number, upTo, fraction }: Count, gender: Noun[2], symbols: Symbols): Said {
  const { blank, fractions, half, counts } = symbols;
  const [alone = '', behindNumber = ''] = fraction === undefined ? [] : (fractions.get(fraction) ?? []);
  if (number === undefined) {
    const halfOf = fraction === '½' && gender ? half?.before[gender] : undefined;
    return { number: halfOf ?? alone, one: true, noun: halfOf === undefined, behind: '' };
  }
  const first = numberOf(number, symbols);
  if (upTo !== undefined) {
    const last = numberOf(upTo, symbols);
    return { number: [first, symbols.to, last].join(blank), one: false, noun: false, behind: '' };
  }
  const form = (gender && counts.get(first)?.[gender]) ?? first;
  const { value } = partsOf(number, symbols);
  const one = first === '1' || (symbols.oneBelowTwo === true && value < 2);
  if (fraction === undefined) return { number: form, one, noun: value > 0 && value % MILLION === 0, behind: '' };
  if (!half?.behind) return { number: first + blank + behindNumber, one: false, noun: false, behind: '' };
  const follows = (fraction === '½' && gender && half.behind[gender]) || behindNumber;
  return { number: form, one, noun: false, behind: blank + follows };
}

function partsOf(number: string, { grouping }: Symbols): Parts {
  const isGrouped = new RegExp(`^\\d{1,3}(?:[${grouping}]\\d{3})+$`).test(number);
  const [whole = '', decimals = ''] = isGrouped ? [number] : number.split(/[.,](?=\d+$)/);
  return { whole, decimals, value: Number(`${whole.replace(/\D/g, '')}.${decimals}`) };
}

/** "4.50" as a decimal number is said "4.5". */
function withoutZeros(number: string, symbols: Symbols): string {
  const { whole, decimals } = partsOf(number, symbols);
  const rest = decimals.replace(/0+$/, '');
  return rest === '' ? whole : whole + symbols.decimal + rest;
}
