import { describe, expect, it } from 'vitest';
import { recording } from '../testing/index.js';
import { BandLevels, HOP_MS, HOP_SAMPLES, totalPower } from './band-levels.js';
import { LagSearch } from './lag-search.js';
import { ReferenceTrack } from './reference-track.js';

const RATE_HZ = 16_000;
const QUIET = 10 ** -6.2;

/** @returns The delay found in what the microphone heard while `played` sounded. */
function lagIn(microphone: Float32Array, played: Float32Array): number | undefined {
  const [search, reference, levels] = [new LagSearch(), new ReferenceTrack(), new BandLevels()];
  for (let at = 0, hop = 1; at + HOP_SAMPLES <= microphone.length; at += HOP_SAMPLES, hop++) {
    reference.push(played.subarray(at, at + HOP_SAMPLES), hop * HOP_MS);
    const [powers] = levels.push(microphone.subarray(at, at + HOP_SAMPLES));
    search.push(powers!, reference, hop, { isQuiet: totalPower(powers!) < QUIET, mayFind: false });
  }
  return search.lag;
}

const later = (sound: Float32Array, ms: number): Float32Array => {
  const moved = new Float32Array(sound.length + (ms * RATE_HZ) / 1000);
  moved.set(sound, moved.length - sound.length);
  return moved;
};

describe('LagSearch', () => {
  const face = recording('human-jfk', -20);

  it('finds a soft echo that goes on', () => {
    const echo = later(face, 10 * HOP_MS).map((sample) => sample / 10);
    expect([9, 10, 11]).toContain(lagIn(echo, face));
  });

  it.each(['human-agent-pass', 'human-all-circuits-busy-now', 'human-conf-waitforleader', 'human-vm-sorry'])(
    'finds none in the silence behind a question, while that is being answered (%s)',
    (name) => {
      const question = recording(name, -20);
      for (const waitMs of [200, 500, 800]) {
        const reply = later(face, (question.length / RATE_HZ) * 1000 + waitMs);
        const microphone = new Float32Array(reply.length);
        microphone.set(question);
        expect(lagIn(microphone, reply)).toBeUndefined();
      }
    },
  );
});
