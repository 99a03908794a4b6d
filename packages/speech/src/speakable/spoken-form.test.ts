import { describe, expect, it } from 'vitest';
import { growth } from '../testing/index.js';
import { spokenForm } from './spoken-form.js';
import { sayableIn } from './voice-script.js';

const said = (text: string): string =>
  spokenForm(text, 'en')
    .map((stretch) => stretch.said)
    .filter((words) => words !== '')
    .join(' ');

describe('the spoken form of a text', () => {
  it.each([
    ['It costs €5.', 'It costs 5 euros.'],
    ['€1, £4.50, £1.00, ¥300 or €1,250.75', '1 euro, 4 pounds 50, 1 pound, 300 yen or 1,250 euros 75'],
    ['€5 million, £2.5bn and €5 more', '5 million euros, 2.5 billion pounds and 5 euros more'],
    ['5 €, 4,50€ and 50¢', '5 euros, 4 euros 50 and 50 cents'],
    ['$5 and $25.99', '$5 and $25.99'],
    [
      'It is 21.5°C, 70 °F or −5°C; turn by 90°.',
      'It is 21.5 degrees, 70 degrees Fahrenheit or minus 5 degrees; turn by 90 degrees.',
    ],
    ['1°', '1 degree'],
    ['We open 10–18, 9:00 – 17:00, 9am–5pm, Mon–Fri.', 'We open 10 to 18, 9:00 to 17:00, 9am to 5pm, Mon to Fri.'],
    ['A dash – or — two', 'A dash – or — two'],
    ['2 × 3, 2×3, 2 * 3, 6 ÷ 2', '2 times 3, 2 times 3, 2 times 3, 6 divided by 2'],
    ['½ or 2½ or 1 ¾', 'one half or 2 and a half or 1 and three quarters'],
    ['25 m² at 50 km/h', '25 square meters at 50 kilometers per hour'],
    ['1 + 1 = 2, 3 < 5', '1 plus 1 equals 2, 3 is less than 5'],
    ['x² & AT&T, me@home, C++, #5, 5%', 'x squared and AT and T, me at home, C++, #5, 5%'],
    ['café, façade, Grüße, naïve, Ærø, Łódź, señor', 'cafe, facade, Grusse, naive, Aero, Lodz, senor'],
    ['ﬁne Ｖｉｓａ ５', 'fine Visa 5'],
    ['“Yes,” she said … ‘no’™', `"Yes," she said ... 'no'`],
    ['Fine 🙂👍🏽 ❤️ then.', 'Fine then.'],
    ['您好 means hello.', 'means hello.'],
    ['🙂', ''],
    ['', ''],
    ['€5–10, €0.50, 5 EUR and €1 million', '5 to 10 euros, 50 cents, 5 euros and 1 million euros'],
    [
      '5 km, 1 km, 2½ km, 1,500 m², <5, ~5, 5-10',
      '5 kilometers, 1 kilometer, 2 and a half kilometers, 1,500 square meters, less than 5, about 5, 5 to 10',
    ],
    ['A/B, and/or, 1/2, 24/7, 555-1234, 2024-05-01', 'A slash B, and or, one half, 24/7, 555-1234, 2024-05-01'],
    ['A -> B, a → b, 5 - 3 = 2, 2^8, 3x4', 'A to B, a to b, 5 minus 3 equals 2, 2 to the power of 8, 3 times 4'],
  ])('B19: of %j', (written, spoken) => {
    expect(said(written)).toBe(spoken);
  });

  it('B19: knows where each stretch stands in the text', () => {
    const text = 'It costs €5 million, or 21.5 °C.';
    const stretches = spokenForm(text, 'en').map(({ from, to, said: words }) => [text.slice(from, to), words]);
    expect(stretches).toEqual([
      ['It', 'It'],
      ['costs', 'costs'],
      ['€5 million,', '5 million euros,'],
      ['or', 'or'],
      ['21.5 °C.', '21.5 degrees.'],
    ]);
  });

  it.each([
    '€',
    '€5',
    '5',
    '5 ',
    '5€',
    '–',
    '5–',
    '½',
    '-',
    '°',
    ' ',
    'é',
    '🙂',
    '&',
    '1,',
    '1,000',
    '5 × ',
    '* ',
    '+ ',
    'a',
  ])('takes many “%s” in work that grows with their number alone', (text) => {
    expect(growth((times) => () => spokenForm(text.repeat(times), 'en'))).toBeLessThan(4);
  });
});

it.each<[string, readonly string[] | 'any', string]>([
  ['Hello.', ['en'], 'words'],
  ['café Grüße', ['en-GB'], 'words'],
  ['12.', ['zh'], 'words'],
  ['🙂 … – !', ['en'], 'nothing'],
  ['🙂', 'any', 'nothing'],
  ['您好。', ['en'], 'foreign'],
  ['您好。', 'any', 'words'],
  ['您好。', ['en', 'zh-CN'], 'words'],
  ['Привет.', ['en', 'zh'], 'foreign'],
  ['Привет.', ['ru'], 'words'],
  ['Hello.', ['ru'], 'foreign'],
  ['مرحبا', ['en'], 'foreign'],
  ['iPhone 在中国很贵。', ['en'], 'foreign'],
  ['The word 您好 means hello.', ['en'], 'words'],
  ['こんにちは', ['zh'], 'foreign'],
  ['안녕하세요 5', ['en'], 'foreign'],
])('B18: %j is, for a voice of %j: %s', (text, languages, sayable) => {
  expect(sayableIn(text, languages)).toBe(sayable);
});
