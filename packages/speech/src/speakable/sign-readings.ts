import { numberOf } from './amounts.js';
import { escaped, LATIN, oneOf, patternsOf, regExp, type Reading } from './patterns.js';
import type { Symbols } from './symbols/index.js';

/** Signs that are said in more ways than by their name. */
export const SPECIAL_SIGNS = '&/*·⋅∙^~～〜–—-−<>=+#';
/** Signs in front of a number that have no blank behind them; the others may. */
const TIGHT = /^[<>≤≥≈~～+]$/;
/** Other spellings of signs. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['*', '×'],
  ['·', '×'],
  ['⋅', '×'],
  ['∙', '×'],
  ['x', '×'],
  ['->', '→'],
  ['=>', '⇒'],
  ['-', '−'],
]);
const OPERAND_BEFORE = String.raw`(?<=[\p{L}\p{N}²³)]\s)`;
const OPERAND_BEHIND = String.raw`(?=\s[\p{L}\p{N}(−-])`;

/** Readings of other signs, in the order in which they are tried. */
export function signReadings(symbols: Symbols): Reading[] {
  const { before, blank, signs, to, minus, belowZero = minus, currencies } = symbols;
  const { number } = patternsOf(symbols);
  const around = (words: string | undefined): string => `${blank}${words ?? ''}${blank}`;
  const named: Reading['say'] = (_, [sign]) => around(signs.get(SPELLINGS.get(sign) ?? sign));
  const money = oneOf([...currencies.keys()].filter((sign) => !/\p{L}/u.test(sign)));
  return [
    // 10–18, 9am–5pm, Mon–Fri
    {
      begins: 'sign',
      pattern: regExp(
        `(?<=\\d\\s?|\\d(?:am|pm)\\s?)[–—~～〜]\\s?(?=${money}?\\d)|(?<=[\\p{L}\\p{N}])–(?=[\\p{L}\\p{N}])`,
      ),
      say: () => around(to),
    },
    // −5 °C, −5
    {
      begins: 'sign',
      pattern: regExp(`(?<![${LATIN}\\p{N}])[-−](?=${number}\\s?[°℃℉])`),
      say: () => belowZero + blank,
    },
    { begins: 'sign', pattern: regExp(`(?<![${LATIN}\\p{N}])[-−](?=\\d)`), say: () => minus + blank },
    // §5, ~5, <5
    ...[...before].map(([sign, words]): Reading => {
      const space = TIGHT.test(sign) ? '' : '\\s?';
      const written = `(?<![${LATIN}\\p{N}&])${escaped(sign)}(?!${escaped(sign)})${space}`;
      if (words.endsWith('#'))
        return { begins: 'sign', pattern: regExp(`${written}(?=\\d)`), say: () => words.slice(0, -1) };
      return {
        begins: 'sign',
        pattern: regExp(`${written}(?<number>${number})`),
        say: (groups) => words.replace('#', numberOf(groups['number'] ?? '', symbols)),
      };
    }),
    // 2^3
    {
      begins: 'sign',
      pattern: regExp('(?<=[\\p{L}\\p{N})])\\^(?<number>\\d{1,9})'),
      say: (groups) => around(symbols.power.replace('#', groups['number'] ?? '')),
    },
    // 3 < 5, x > y
    {
      begins: 'sign',
      pattern: regExp(`(?<=\\d\\s?)[<>](?=\\s?\\d)|${OPERAND_BEFORE}[<>]${OPERAND_BEHIND}`),
      say: named,
    },
    // 2 * 3, 2 x 3
    { begins: 'sign', pattern: regExp('(?<=\\d\\s?)[*·⋅∙x](?=\\s?\\d)'), say: named },
    // 5 - 3 = 2
    { begins: 'sign', pattern: regExp('(?<=\\d\\s)-(?=\\s\\d{1,15}\\s?=)'), say: named },
    // a -> b
    { begins: 'sign', pattern: regExp('(?<=\\s)[-=]>(?=\\s)'), say: named },
    // R & D
    {
      begins: 'sign',
      pattern: regExp('&(?=\\s?(?<next>[\\p{L}\\p{M}]{0,3}))'),
      say: ({ next = '' }) => around(symbols.and(next)),
    },
    // A/B, and/or
    {
      begins: 'sign',
      pattern: regExp('(?<=[\\p{L}\\p{N}])/(?=[\\p{L}])'),
      say: (_, { input, index }) => (isBetweenCapitals(input, index) ? around(symbols.slash) : ' '),
    },
    {
      begins: 'sign',
      pattern: regExp('(?<=[\\d\\s])[=+](?=[\\d\\s])|(?<=[\\p{L}\\p{N})])=(?=[\\p{L}\\p{N}(])'),
      say: named,
    },
    {
      begins: 'sign',
      pattern: regExp(oneOf([...signs.keys()].filter((sign) => !/^[<>=+]$/.test(sign)))),
      say: named,
    },
    { begins: 'sign', pattern: regExp(money), say: (_, [sign]) => around(currencies.get(sign)?.[1]) },
  ];
}

const CAPITAL_BEFORE = /(?<![\p{Script=Latin}\p{N}])[\p{Lu}\p{N}]$/u;
const CAPITAL_BEHIND = /^\p{Lu}(?![\p{Script=Latin}\p{N}])/u;

/** Whether single capitals stand on both sides of a sign, as in "A/B". */
function isBetweenCapitals(text: string, at: number): boolean {
  return CAPITAL_BEFORE.test(text.slice(Math.max(0, at - 2), at)) && CAPITAL_BEHIND.test(text.slice(at + 1, at + 3));
}
