import { describe, expect, it } from 'vitest';
import { PLAYOUT_RATE_HZ } from '@visavis/sound';
import { PlayoutSound } from './playout-sound.js';

const tone = (rateHz: number, ms: number): Float32Array =>
  Float32Array.from({ length: (rateHz * ms) / 1000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / rateHz));

function played(rateHz: number, input: Float32Array, pieceSamples: number): Int16Array[] {
  const sound = new PlayoutSound(rateHz);
  const pieces: Int16Array[] = [];
  for (let at = 0; at < input.length; at += pieceSamples)
    pieces.push(sound.push(input.subarray(at, at + pieceSamples)));
  return [...pieces, sound.end()].filter(({ length }) => length > 0);
}

const joined = (pieces: readonly Int16Array[]): number[] => pieces.flatMap((piece) => [...piece]);

describe('sound that comes in pieces, at the rate of playout', () => {
  it.each([8_000, 16_000, 22_050, 24_000, 44_100, PLAYOUT_RATE_HZ])('is seamless from %i Hz', (rateHz) => {
    const input = tone(rateHz, 400);
    const whole = joined(played(rateHz, input, input.length));
    expect(joined(played(rateHz, input, 77))).toEqual(whole);
    // A tone of 440 Hz and half of full scale never moves further from one sample to the next; a click does.
    const largestStep = 0.5 * 32_768 * 2 * Math.PI * (440 / PLAYOUT_RATE_HZ);
    const middle = whole.slice(200, -200);
    const steps = middle.slice(1).map((sample, i) => Math.abs(sample - (middle[i] as number)));
    expect(Math.max(...steps)).toBeLessThan(1.1 * largestStep);
    expect(Math.abs(whole.length - (PLAYOUT_RATE_HZ * 400) / 1000)).toBeLessThan(60);
  });

  it('leaves in pieces of 20 ms or more, except for the last one', () => {
    const pieces = played(24_000, tone(24_000, 105), 10);
    expect(pieces.slice(0, -1).every(({ length }) => length >= PLAYOUT_RATE_HZ / 50)).toBe(true);
    expect(pieces.length).toBe(6);
  });

  it('ends with the end of what was sent', () => {
    const input = new Float32Array(480).fill(0, 0, 470).fill(0.5, 470);
    expect(Math.max(...joined(played(24_000, input, 480)).slice(-60))).toBeGreaterThan(10_000);
  });
});
