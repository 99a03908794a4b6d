import { describe, expect, it } from 'vitest';
import { TestCall, type Piece } from './testing/index.js';

const SENTENCE = 'One two three four.';

/** 1.2 s in pieces of 100 to 300 ms: one cuts a word, one ends two, one none, and the last is a pause. */
const PIECES: readonly Piece[] = [
  { ms: 140, words: [] },
  { ms: 300, words: [['One', -140, 100]] },
  { ms: 100, words: [['two', -120, 60]] },
  { ms: 300, words: [] },
  {
    ms: 260,
    words: [
      ['three', -240, 40],
      ['four', 60, 240],
    ],
  },
  { ms: 100, words: [] },
];
/** When each word has ended, from the first sample on. */
const ENDS: readonly [number, string][] = [
  [240, 'One'],
  [500, 'One two'],
  [880, 'One two three'],
  [1_080, SENTENCE],
];

function heardAfter(ms: number): string {
  return ENDS.findLast(([endMs]) => endMs <= ms)?.[1] ?? '';
}

/** A reply that is stopped after so much of its sound. */
async function stoppedAfter(ms: number, pieces: readonly Piece[] = PIECES, text = SENTENCE): Promise<TestCall> {
  const call = new TestCall({ replies: [[text]], pieces: [pieces] });
  call.conversation.createResponse();
  await call.settle();
  await call.silence(ms);
  call.conversation.cancelResponse();
  return call;
}

const said = (call: TestCall): string => call.all('replyDone')[0]?.text ?? '';

describe('a voice that hands over sound in pieces', () => {
  it('speaks a reply as one: it begins once and ends once, with its whole text', async () => {
    const call = new TestCall({ replies: [[SENTENCE]], pieces: [PIECES] });
    call.conversation.createResponse();
    await call.silence(1_180);
    expect(call.names('stateChanged', 'replyProgress')).toEqual(['replyStarted', 'replyDelta', 'latency']);
    await call.silence(100);
    expect(call.names('stateChanged', 'replyProgress')).toEqual([
      'replyStarted',
      'replyDelta',
      'latency',
      'replyDone',
      'audioDone',
    ]);
    expect(call.all('replyDone')).toMatchObject([{ text: SENTENCE, interrupted: false }]);
    expect(call.conversation.history).toMatchObject([{ role: 'assistant', text: SENTENCE }]);
  });

  it('is cut to the words heard, wherever in any piece it is stopped', async () => {
    for (let ms = 0; ms < 1_200; ms += 20) {
      const call = await stoppedAfter(ms);
      expect([ms, said(call)]).toEqual([ms, heardAfter(ms)]);
      expect(call.conversation.history.map((item) => 'text' in item && item.text).join('')).toBe(heardAfter(ms));
    }
  });

  it('is cut by the user’s own voice as well', async () => {
    const call = new TestCall({ replies: [[SENTENCE]], pieces: [PIECES] });
    call.conversation.createResponse();
    await call.silence(500);
    await call.userSpeaks(200);
    const [{ text, interrupted } = {}] = call.all('replyDone');
    expect([text, interrupted]).toEqual(['One two', true]);
    expect(call.names().indexOf('replyDone')).toBeLessThan(call.names().indexOf('speechStarted'));
  });

  it('reports the text heard so far word by word', async () => {
    const call = new TestCall({ replies: [[SENTENCE]], pieces: [PIECES] });
    call.conversation.createResponse();
    await call.silence(1_240);
    const progress = call.all('replyProgress');
    expect(progress.map(({ heardMs, text }) => [heardMs, text])).toEqual(
      [300, 600, 900, 1_200].map((ms) => [ms, heardAfter(ms)]),
    );
  });

  it('can be cut in the history afterwards, to any time', async () => {
    for (let ms = 0; ms <= 1_200; ms += 50) {
      const call = new TestCall({ replies: [[SENTENCE]], pieces: [PIECES] });
      call.conversation.createResponse();
      await call.silence(1_240);
      const id = call.all('replyStarted')[0]?.itemId as string;
      expect(call.conversation.truncateItem(id, ms)).toBe(true);
      expect(call.conversation.history.map((item) => 'text' in item && item.text).join('')).toBe(heardAfter(ms));
    }
  });
});

describe('pieces that come more slowly than they are heard', () => {
  const slow = PIECES.map((piece, i) => ({ ...piece, afterMs: i === 0 ? 0 : 400 }));

  it('count by their sound alone, not by the silence between them', async () => {
    const call = await stoppedAfter(900, slow);
    // Pieces came after 0, 400 and 800 ms.
    expect(said(call)).toBe('One two');
    expect(call.all('replyDone')[0]?.interrupted).toBe(true);
  });

  it('end the reply with the last of them', async () => {
    const call = new TestCall({ replies: [[SENTENCE]], pieces: [slow] });
    call.conversation.createResponse();
    await call.silence(1_960);
    expect(call.all('audioDone')).toEqual([]);
    await call.silence(300);
    expect(call.all('audioDone')).toHaveLength(1);
    expect(call.all('replyDone')).toMatchObject([{ text: SENTENCE, interrupted: false }]);
  });

  it('leave the counting right where a piece ends within a packet', async () => {
    const odd: Piece[] = Array.from({ length: 10 }, (_, i) => ({ ms: 110, afterMs: i === 0 ? 0 : 200 }));
    const call = new TestCall({ replies: [[SENTENCE]], pieces: [odd] });
    call.conversation.createResponse();
    await call.silence(2_500);
    expect(call.all('replyProgress').at(-1)?.heardMs).toBeLessThanOrEqual(1_100);
  });
});

describe('a voice that knows times for some of its pieces only', () => {
  const some: readonly Piece[] = [{ ms: 200 }, { ms: 300, words: [['two', 20, 220]] }, { ms: 250 }, { ms: 350 }];

  it.each([
    [200, ''],
    [220, 'One'],
    [420, 'One two'],
    [680, 'One two'],
    [1_060, 'One two three'],
  ])('is stopped after %i ms with “%s” heard', async (ms, text) => {
    expect(said(await stoppedAfter(ms, some))).toBe(text);
  });

  it('corrects its estimates when times come late, and withdraws no text that was reported', async () => {
    const late: readonly Piece[] = [
      { ms: 700 },
      { ms: 0, afterMs: 610, words: [['One', -50, -10]] },
      {
        ms: 800,
        words: [
          ['two', 0, 300],
          ['three', 300, 500],
          ['four', 500, 800],
        ],
      },
    ];
    const call = new TestCall({ replies: [[SENTENCE]], pieces: [late] });
    call.conversation.createResponse();
    await call.settle();
    await call.silence(640);
    const shown = call.all('replyProgress').map(({ text }) => text);
    expect(shown).toEqual(['One', 'One two']);
    call.conversation.cancelResponse();
    expect(said(call)).toBe('');
  });

  it('withholds words that belong to no piece yet until they are heard', async () => {
    const begun: readonly Piece[] = [
      { ms: 300, words: [['One', 0, 250]] },
      { ms: 900, afterMs: 5_000 },
    ];
    expect(said(await stoppedAfter(2_000, begun))).toBe('One');
  });
});

describe('several sentences in pieces', () => {
  const first: readonly Piece[] = [
    { ms: 200, words: [['First', 0, 180]] },
    { ms: 200, words: [['part', 0, 150]] },
  ];
  const second: readonly Piece[] = [
    { ms: 150 },
    { ms: 150, words: [['Second', -100, 100]] },
    { ms: 100, words: [['part', 0, 80]] },
  ];

  it.each([
    [340, 'First'],
    [360, 'First part.'],
    [640, 'First part.'],
    [660, 'First part.\nSecond'],
    [780, 'First part.\nSecond part.'],
  ])('are cut after %i ms to “%s”', async (ms, text) => {
    const call = new TestCall({ replies: [['First part.\nSecond part.']], pieces: [first, second] });
    call.conversation.createResponse();
    await call.settle();
    await call.silence(ms);
    call.conversation.cancelResponse();
    expect(said(call)).toBe(text);
  });
});
