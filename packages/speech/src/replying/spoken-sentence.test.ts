import { describe, expect, it } from 'vitest';
import { growth as growthOfWork } from '@visavis/core/testing';
import { segmentOf, type Piece } from '../testing/index.js';
import { SpokenSentence } from './spoken-sentence.js';

const TEXT = 'One two, three four.';

function sentence(pieces: readonly Piece[], { text = TEXT, ended = true } = {}): SpokenSentence {
  const spoken = new SpokenSentence(text);
  for (const piece of pieces) spoken.add(segmentOf(text, piece));
  if (ended) spoken.end();
  return spoken;
}

/** When more is heard: the time, and what is heard from then on. */
function growth(spoken: SpokenSentence, untilMs = spoken.durationMs): [number, string][] {
  const steps: [number, string][] = [];
  for (let ms = 0; ms <= untilMs; ms++) {
    const heard = spoken.heard(ms);
    if (heard !== (steps.at(-1)?.[1] ?? '')) steps.push([ms, heard]);
  }
  return steps;
}

const EXACT: [number, string][] = [
  [200, 'One'],
  [450, 'One two,'],
  [800, 'One two, three'],
  [1_000, TEXT],
];

describe('a sentence whose words are timed', () => {
  it.each<[string, Piece[]]>([
    [
      'in one piece',
      [
        {
          ms: 1_000,
          words: [
            ['One', 0, 200],
            ['two', 250, 450],
            ['three', 500, 800],
            ['four', 800, 950],
          ],
        },
      ],
    ],
    [
      'word by word, in pieces that cut the words',
      [
        { ms: 150, words: [] },
        { ms: 150, words: [['One', -150, 50]] },
        { ms: 150, words: [['two', -50, 150]] },
        { ms: 200, words: [] },
        { ms: 200, words: [['three', -150, 150]] },
        { ms: 150, words: [['four', -50, 100]] },
      ],
    ],
    [
      'all at the end, behind the sound',
      [
        { ms: 300 },
        { ms: 300 },
        { ms: 400 },
        {
          ms: 0,
          words: [
            ['One', -1_000, -800],
            ['two', -750, -550],
            ['three', -500, -200],
            ['four', -200, -50],
          ],
        },
      ],
    ],
    [
      'before their sound',
      [
        {
          ms: 100,
          words: [
            ['One', 0, 200],
            ['two', 250, 450],
            ['three', 500, 800],
            ['four', 800, 950],
          ],
        },
        { ms: 900 },
      ],
    ],
  ])('is heard word by word, %s', (_, pieces) => {
    const steps = growth(sentence(pieces));
    expect(steps.slice(0, 3)).toEqual(EXACT.slice(0, 3));
    // A full stop belongs to its word; the pause behind it does not.
    expect(steps[3]).toEqual([950, TEXT]);
  });

  it('is heard whole at its end, even where the last word is reported to end later', () => {
    const late = sentence([{ ms: 1_000, words: [['four', 900, 1_300]] }]);
    expect(late.heard(1_000)).toBe(TEXT);
    expect(late.heard(999)).not.toBe(TEXT);
  });

  it('is heard by the end of each word, where the next one begins before', () => {
    const overlapping = sentence([
      {
        ms: 1_000,
        words: [
          ['One', 0, 240],
          ['two', 180, 450],
        ],
      },
    ]);
    expect(growth(overlapping).slice(0, 2)).toEqual([
      [240, 'One'],
      [450, 'One two,'],
    ]);
  });

  it('ignores times that make no sense', () => {
    const odd = sentence([
      {
        ms: 1_000,
        words: [
          ['nowhere', 10, 20],
          ['two', NaN, 450],
          ['three', 400, 300],
        ],
      },
    ]);
    const heard = growth(odd).map(([, text]) => text);
    expect(heard).toEqual(['One', 'One two,', 'One two, three', TEXT]);
  });
});

describe('words without times', () => {
  it('lie between those with times, by their letters', () => {
    const some = sentence([
      { ms: 400, words: [] },
      { ms: 600, words: [['four', 300, 600]] },
    ]);
    expect(growth(some)).toEqual([
      [191, 'One'],
      [382, 'One two,'],
      [700, 'One two, three'],
      [1_000, TEXT],
    ]);
  });

  it('follow their letters through the whole sound, where nothing is known', () => {
    const none = sentence([{ ms: 300 }, { ms: 300 }, { ms: 400 }]);
    expect(growth(none)).toEqual([
      [200, 'One'],
      [400, 'One two,'],
      [734, 'One two, three'],
      [1_000, TEXT],
    ]);
  });

  it('stay within the part that a piece is reported to speak', () => {
    const parts = sentence([
      { ms: 400, text: 'One two,' },
      { ms: 900, text: 'three four.' },
    ]);
    expect(growth(parts)).toEqual([
      [200, 'One'],
      [400, 'One two,'],
      [900, 'One two, three'],
      [1_300, TEXT],
    ]);
  });

  it('are none in a pause', () => {
    const phones = [
      { phone: 'pau', endMs: 500 },
      { phone: 'aa', endMs: 1_000 },
    ];
    expect(growth(sentence([{ ms: 1_000, phones }], { text: 'aaaa bbbb' }))).toEqual([
      [750, 'aaaa'],
      [1_000, 'aaaa bbbb'],
    ]);
  });

  it('are estimated by the rate of speech while more sound is to come', () => {
    const begun = sentence([{ ms: 600 }], { ended: false });
    expect(begun.heard(600)).toBe('One two,');
    const known = sentence([{ ms: 300, words: [['One', 0, 290]] }, { ms: 300 }], { ended: false });
    expect(known.heard(290)).toBe('One');
    expect(known.heard(600)).toBe('One two,');
  });

  it('of scripts without blanks are found all the same', () => {
    const text = '我们三点开门。';
    const steps = growth(sentence([{ ms: 1_200 }], { text })).map(([, heard]) => heard);
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.at(-1)).toBe(text);
    for (const heard of steps) expect(text.startsWith(heard)).toBe(true);
  });
});

it('a sentence without a letter is heard with its end', () => {
  expect(growth(sentence([{ ms: 100 }], { text: '… –' }))).toEqual([[100, '… –']]);
});

it.each(['a', 'a ', '… ', '五'])(
  'a sentence of many “%s” is timed in work that grows with its length alone',
  (text) => {
    const work = (times: number) => () => {
      const long = text.repeat(times);
      const spoken = sentence([{ ms: 10, text: long }], { text: long });
      spoken.heard(5);
    };
    expect(growthOfWork(work)).toBeLessThan(4);
  },
);
