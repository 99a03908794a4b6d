import type { AlignmentStream } from '@visavis/speech';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FliteEngine } from '../flite/flite-engine.js';
import { finishSpeech } from '../flite/finish.js';
import { SoundSwallowerAligner } from './sound-swallower-aligner.js';

const TEXT = 'Maybe Bob moved my map.';

let aligner: SoundSwallowerAligner;
let sound: Int16Array;
beforeAll(async () => {
  aligner = new SoundSwallowerAligner();
  sound = finishSpeech(new FliteEngine().speak(TEXT, 'slt'), true).samples;
  await aligner.prepare();
}, 60_000);
afterAll(() => aligner.close());

/** Resolves with the phones of all sound, as one text. */
async function allOf(stream: AlignmentStream): Promise<string> {
  stream.write(sound);
  stream.end();
  const durationMs = sound.length / 48;
  await vi.waitUntil(() => (stream.phones.at(-1)?.endMs ?? 0) >= durationMs - 1, { timeout: 30_000, interval: 5 });
  return stream.phones
    .map(({ phone }) => phone)
    .filter((phone) => phone !== 'pau')
    .join(' ');
}

describe('the aligner in its thread', { timeout: 60_000 }, () => {
  it('finds the sounds of a text, and those of several texts at once', async () => {
    const texts = await Promise.all([1, 2, 3].map(() => allOf(aligner.open({ text: TEXT, language: 'en-GB' }))));
    for (const text of texts) expect(text).toMatch(/^m ey b iy b aa b m uw v d m ay m ae p$/);
  });

  it('finds sounds without a text, and without that of a language it has no model for', async () => {
    for (const stream of [aligner.open(), aligner.open({ text: 'Vielleicht.', language: 'de' })])
      expect((await allOf(stream)).split(' ').filter((phone) => 'pbm'.includes(phone)).length).toBeGreaterThan(3);
  });

  it('finds no more for a stream that is closed than the window under way', async () => {
    const stream = aligner.open({ text: TEXT });
    stream.write(sound);
    stream.close();
    await allOf(aligner.open({ text: TEXT }));
    expect(stream.phones.at(-1)?.endMs ?? 0).toBeLessThanOrEqual(600);
  });
});
