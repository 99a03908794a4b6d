import { floatFromInt16, type TimedPhone } from '@visavis/sound';
import { beforeAll, describe, expect, it } from 'vitest';
import { FliteEngine } from '../flite/flite-engine.js';
import { writtenWordsOf } from './alignment-words.js';
import { PhoneDecoder } from './phone-decoder.js';

const TEXT = 'Maybe Bob may move both of my brown maps up to the room above, before five people come by.';

let decoder: PhoneDecoder;
let truth: readonly TimedPhone[];
let samples: Float32Array;
// Loading a model takes a second, and longer on a busy machine.
beforeAll(async () => {
  decoder = await PhoneDecoder.load('en-us');
  const speech = new FliteEngine().speak(TEXT, 'slt');
  truth = speech.phones;
  samples = floatFromInt16(speech.samples);
}, 60_000);

interface Span {
  readonly phone: string;
  readonly startMs: number;
  readonly endMs: number;
}

const spansOf = (phones: readonly TimedPhone[]): Span[] =>
  phones.map(({ phone, endMs }, i) => ({ phone, startMs: phones[i - 1]?.endMs ?? 0, endMs }));

/** Share of the sounds of the lips that are found where they are. */
function lipsFound(phones: readonly TimedPhone[], untilMs = Infinity): number {
  const isLabial = ({ phone }: Span): boolean => ['p', 'b', 'm'].includes(phone);
  const expected = spansOf(truth).filter((span) => isLabial(span) && span.endMs < untilMs);
  const found = spansOf(phones).filter(isLabial);
  const hits = expected.filter(({ startMs, endMs }) =>
    found.some((span) => span.startMs < endMs + 20 && span.endMs > startMs - 20),
  );
  return hits.length / expected.length;
}

describe('sounds found by listening', () => {
  it('are those of the text where it is known', () => {
    const { phones, wordsLeft } = decoder.find({ samples, words: writtenWordsOf(TEXT), last: true });
    expect(lipsFound(phones)).toBeGreaterThanOrEqual(0.95);
    expect(phones.at(-1)?.endMs).toBeGreaterThan((truth.at(-1)?.endMs ?? 0) - 100);
    expect(wordsLeft?.length).toBeLessThan(4);
  });

  it('are those of its beginning where the sound goes on, and the next window has the words that are left', () => {
    const words = writtenWordsOf(TEXT);
    const half = samples.subarray(0, samples.length >> 1);
    const first = decoder.find({ samples: half, words, last: false });
    expect(lipsFound(first.phones, half.length / 16 - 200)).toBeGreaterThanOrEqual(0.9);
    expect(first.settledMs).toBeGreaterThan(500);
    const rest = samples.subarray(first.settledMs * 16);
    const second = decoder.find({ samples: rest, words: first.wordsLeft, last: true });
    const all = [
      ...first.phones.filter(({ endMs }) => endMs <= first.settledMs),
      ...second.phones.map(({ phone, endMs }) => ({ phone, endMs: endMs + first.settledMs })),
    ];
    expect(lipsFound(all)).toBeGreaterThanOrEqual(0.95);
  });

  it('are any sounds for words that no dictionary has', () => {
    const words = writtenWordsOf(TEXT.replace('brown', 'Xqzbrwn').replace('maps', '7'));
    expect(lipsFound(decoder.find({ samples, words, last: true }).phones)).toBeGreaterThanOrEqual(0.85);
  });

  it('are recognised where the text is not known', () => {
    const { phones, wordsLeft } = decoder.find({ samples, words: undefined, last: true });
    // The figure over more speech is that of bench/lips.mjs; this text is a hard one.
    expect(lipsFound(phones)).toBeGreaterThanOrEqual(0.6);
    expect(wordsLeft).toBeUndefined();
  });

  it('are none in silence', () => {
    const { phones } = decoder.find({ samples: new Float32Array(16_000), words: undefined, last: true });
    expect(phones.filter(({ phone }) => phone !== 'pau')).toEqual([]);
  });

  it('of a French text are found too, and given as the English ones that look like them', async () => {
    const french = await PhoneDecoder.load('fr-fr');
    // The nearest that an English voice can say.
    const speech = new FliteEngine().speak('Bohn zhoor mahdahm, zhuh sweez ah pahree.', 'slt');
    const words = writtenWordsOf('Bonjour madame, je suis à Paris.');
    const { phones } = french.find({ samples: floatFromInt16(speech.samples), words, last: true });
    const lips = (all: readonly TimedPhone[]): Span[] => spansOf(all).filter(({ phone }) => 'pbm'.includes(phone));
    expect(lips(phones).map(({ phone }) => phone)).toEqual(['b', 'm', 'm', 'p']);
    lips(phones).forEach(({ endMs }, i) => {
      expect(Math.abs(endMs - (lips(speech.phones)[i]?.endMs ?? 0))).toBeLessThan(70);
    });
    expect(phones.every(({ phone }) => /^[a-z]{1,3}$/.test(phone))).toBe(true);
  }, 60_000);
});
