import { amountOf, counted, type Count } from './amounts.js';
import { DASH, escaped, LATIN, oneOf, patternsOf, regExp, type Reading } from './patterns.js';
import type { ClockTime, Symbols } from './symbols/index.js';

/** No number or word goes on in front of a number. */
const FRESH = String.raw`(?<![${LATIN}\d])`;
const HOUR = String.raw`(?:[01]?\d|2[0-4])`;

/** Readings of what begins with a number, or with a currency. */
export function amountReadings(symbols: Symbols): Reading[] {
  return [...ofAmounts(symbols), ...ofTimes(symbols), ...ofNumbers(symbols)];
}

function countOf({ number, upTo, with: fraction, alone }: Readonly<Record<string, string | undefined>>): Count {
  return { number, upTo, fraction: fraction ?? alone };
}

/** Money and measures. */
function ofAmounts(symbols: Symbols): Reading[] {
  const { count } = patternsOf(symbols);
  const sign = `(?<sign>${oneOf([...symbols.currencies.keys()])})`;
  const magnitude = `(?<magnitude>${oneOf([...symbols.magnitudes.keys()])})`;
  const unit = `(?<unit>${oneOf([...symbols.units.keys()], (key) => escaped(key).replace(/^°(?=.)/, '°\\s?'))})`;
  const money: Reading['say'] = (groups) =>
    amountOf({ ...countOf(groups), sign: groups['sign'] ?? '', magnitude: groups['magnitude'] }, symbols);
  return [
    // €5, €4.50, €5 million, EUR 5
    {
      begins: 'sign',
      pattern: regExp(`${sign}\\s?${count}(?:\\s?${magnitude}(?!${LATIN}))?`),
      say: money,
    },
    // 5 €, 4.50€, 5 Mio. €, 5 EUR
    {
      begins: 'either',
      pattern: regExp(`${FRESH}${count}(?:\\s?${magnitude})?\\s?${sign}(?![${LATIN}\\d])`),
      say: money,
    },
    // 21.5°C, 25 m², 50 km/h
    {
      begins: 'either',
      pattern: regExp(`${FRESH}${count}\\s?${unit}(?![${LATIN}\\d])`),
      say: (groups) => {
        const noun = symbols.units.get((groups['unit'] ?? '').replace(/\s/, ''));
        return noun && counted(countOf(groups), noun, symbols);
      },
    },
  ];
}

/** 10:30, 10h30, 9:00–17:00; "1:10" is a ratio. */
function ofTimes(symbols: Symbols): Reading[] {
  const { clock, blank, to } = symbols;
  if (!clock) return [];
  const time = (n: number): string => `(?<hour${n}>${HOUR})(?::|\\s?h\\s?(?=\\d))(?<minute${n}>[0-5]\\d)(?![\\d:])`;
  const behind = `\\s?${oneOf([clock.word ?? 'h', 'h'])}(?!${LATIN})`;
  const word = `(?:${behind})?`;
  return [
    {
      begins: 'number',
      pattern: regExp(
        `(?<![${LATIN}\\d:.,])(?!1:[1-9]\\d(?!${behind}))${time(1)}${word}(?:\\s?${DASH}\\s?${time(2)}${word})?`,
      ),
      say: ({ hour1 = '', minute1 = '', hour2, minute2 = '' }) => {
        const first = timeOf(clock, { hour: hour1, minute: minute1 }, symbols);
        if (hour2 === undefined) return first;
        return [first, to, timeOf(clock, { hour: hour2, minute: minute2 }, symbols)].join(blank);
      },
    },
  ];
}

function timeOf(clock: ClockTime, { hour, minute }: { hour: string; minute: string }, symbols: Symbols): string {
  const hours = counted({ number: String(Number(hour)) }, clock.hours, symbols);
  return minute === '00' ? hours : `${hours}${clock.and}${Number(minute)}${clock.behind ?? ''}`;
}

/** Fractions and ranges without a unit. */
function ofNumbers({ fractions, to, blank }: Symbols): Reading[] {
  const say = (whole: string | undefined, sign: string): string | undefined => {
    const fraction = fractions.get(sign);
    return fraction && (whole === undefined ? fraction[0] : whole + blank + fraction[1]);
  };
  return [
    // 2½, ½
    {
      begins: 'either',
      pattern: regExp(`(?:(?<whole>\\d{1,15})\\s?)?(?<fraction>${oneOf([...fractions.keys()])})`),
      say: ({ whole, fraction = '' }) => say(whole, fraction),
    },
    // 1/2, 2 3/4
    {
      begins: 'number',
      pattern: regExp(`(?<![${LATIN}\\d/.,])(?:(?<whole>\\d{1,3})\\s)?(?<part>[123]/[234])(?![\\d/.,]*\\d)`),
      say: ({ whole, part = '' }) => say(whole, SIGN_OF_FRACTION.get(part) ?? ''),
    },
    // 5-10, 1990 - 2000; "3 - 5 =" is no range
    {
      begins: 'number',
      pattern: regExp(
        `(?<![${LATIN}\\d]|\\d[.,:/-])(?<first>[1-9]\\d{0,3}|0)(?:-|\\s-\\s)(?<last>[1-9]\\d{0,3})(?![${LATIN}\\d]|[.,:/-][${LATIN}\\d]|\\s?=)`,
      ),
      say: ({ first = '', last = '' }) => {
        const isRange = (first.length === 4) === (last.length === 4) && Number(first) < Number(last);
        return isRange ? [first, to, last].join(blank) : undefined;
      },
    },
  ];
}

const SIGN_OF_FRACTION = new Map([
  ['1/2', '½'],
  ['1/3', '⅓'],
  ['2/3', '⅔'],
  ['1/4', '¼'],
  ['3/4', '¾'],
]);
