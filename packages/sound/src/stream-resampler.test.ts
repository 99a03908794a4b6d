import { describe, expect, it } from 'vitest';
import { StreamResampler } from './stream-resampler.js';

const tone = (hz: number, rateHz: number, seconds = 0.5): Float32Array =>
  Float32Array.from({ length: rateHz * seconds }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rateHz));

/** Level relative to the tone that went in, dB, without the first and last 50 ms. */
const levelDb = (samples: Float32Array, rateHz: number): number => {
  const middle = samples.subarray(rateHz * 0.05, samples.length - rateHz * 0.05);
  const power = middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length;
  return 10 * Math.log10(power / 0.125 + 1e-12);
};

describe('changing the sampling rate', () => {
  it.each([
    [24_000, 16_000],
    [48_000, 16_000],
    [16_000, 48_000],
    [48_000, 24_000],
    [8_000, 16_000],
  ])('keeps the level of speech from %i to %i Hz', (fromHz, toHz) => {
    for (const hz of [100, 1_000, 3_000]) {
      const out = new StreamResampler(fromHz, toHz).push(tone(hz, fromHz));
      expect(Math.abs(levelDb(out, toHz))).toBeLessThan(0.2);
    }
  });

  it.each([
    [24_000, 16_000, 10_000],
    [48_000, 16_000, 10_000],
    [48_000, 16_000, 20_000],
    [48_000, 24_000, 15_000],
  ])('suppresses aliasing from %i to %i Hz (a tone of %i Hz)', (fromHz, toHz, hz) => {
    expect(levelDb(new StreamResampler(fromHz, toHz).push(tone(hz, fromHz)), toHz)).toBeLessThan(-50);
  });

  it('returns the same samples for pieces of any length', () => {
    const input = tone(440, 24_000);
    const whole = new StreamResampler(24_000, 16_000).push(input);
    const stream = new StreamResampler(24_000, 16_000);
    const pieces: number[] = [];
    for (let at = 0, size = 1; at < input.length; at += size, size = (size * 7) % 997)
      pieces.push(...stream.push(input.subarray(at, at + size)));
    expect(Float32Array.from(pieces)).toEqual(whole);
  });

  it('neither gains nor loses time over a minute', () => {
    const stream = new StreamResampler(48_000, 16_000);
    let count = 0;
    for (let i = 0; i < 3_000; i++) count += stream.push(new Float32Array(960)).length;
    expect(Math.abs(count - 60 * 16_000)).toBeLessThan(64);
  });

  it('rejects a rate that is not positive', () => {
    expect(() => new StreamResampler(0, 16_000)).toThrow(RangeError);
  });
});
