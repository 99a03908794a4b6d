import type { SpeechSegment } from '@visavis/sound';
import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeAligner } from '../testing/fake-aligner.js';
import { FakeSynthesizer } from '../testing/fake-synthesizer.js';
import { StreamingSynthesizer } from '../testing/streaming-synthesizer.js';
import { withPhones } from './with-phones.js';

let aligner: FakeAligner;
beforeEach(() => void (aligner = new FakeAligner()));

const voice = (...pieces: ConstructorParameters<typeof StreamingSynthesizer>[1][number]) =>
  new StreamingSynthesizer(new FakeClock(), [pieces]);

async function said(text: string, synthesizer: StreamingSynthesizer, signal = new AbortController().signal) {
  const segments: SpeechSegment[] = [];
  for await (const segment of withPhones(synthesizer, aligner).synthesize(text, { language: 'fr', signal }))
    segments.push(segment);
  return segments;
}

describe('a voice that reports no phones', () => {
  it('has its sentences aligned with their text, in their language', async () => {
    const segments = await said('Bonjour.', voice({ ms: 100 }, { ms: 200, text: 'Bonjour.' }));
    expect(aligner.opened[0]).toMatchObject({ options: { text: 'Bonjour.', language: 'fr' }, writtenMs: 300 });
    expect(aligner.opened[0]).toMatchObject({ ended: true, closed: false });
    aligner.opened[0]?.found([{ phone: 'b', endMs: 300 }]);
    expect(segments.map(({ phones }) => phones)).toEqual([[{ phone: 'b', endMs: 100 }], [{ phone: 'b', endMs: 200 }]]);
  });

  it('states that phones may be expected', () => {
    expect(withPhones(voice({ ms: 100 }), aligner).info.times).toEqual(['phones']);
  });

  it('is not searched any more once its sentence is interrupted', async () => {
    const turn = new AbortController();
    await said('Bonjour.', voice({ ms: 100 }), turn.signal);
    turn.abort();
    expect(aligner.opened[0]?.closed).toBe(true);
  });

  it('speaks where the aligner cannot be prepared', async () => {
    aligner.preparationFailure = new Error('no model');
    const synthesizer = withPhones(voice({ ms: 100 }), aligner);
    await synthesizer.prepare();
    expect(synthesizer.health.state).toBe('ready');
  });

  it('keeps the phones that a piece brings by itself', async () => {
    const phones = [{ phone: 'aa', endMs: 100 }];
    const [segment] = await said('Ah.', voice({ ms: 100, phones }));
    expect([segment?.phones, aligner.opened[0]?.writtenMs]).toEqual([phones, 0]);
  });
});

it('a voice that reports phones is left as it is', () => {
  const synthesizer = new FakeSynthesizer();
  synthesizer.info = { ...synthesizer.info, times: ['phones'] };
  expect(withPhones(synthesizer, aligner)).toBe(synthesizer);
});
