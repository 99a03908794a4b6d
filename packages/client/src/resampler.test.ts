import { describe, expect, it } from 'vitest';
import { Resampler } from './resampler.js';

const TONE_HZ = 1_000;

function tone(hz: number, rateHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: rateHz * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rateHz));
}

function inBlocks(resampler: Resampler, samples: Float32Array, size: number): Float32Array {
  const out: number[] = [];
  for (let at = 0; at < samples.length; at += size) out.push(...resampler.push(samples.subarray(at, at + size)));
  return Float32Array.from(out);
}

const level = (samples: Float32Array): number => Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);

describe('changing the sampling rate', () => {
  it.each([48_000, 44_100, 16_000, 32_000, 96_000])('keeps a tone from %i Hz what it is', (rateHz) => {
    const out = inBlocks(new Resampler(rateHz, 24_000), tone(TONE_HZ, rateHz, 0.5), 480);
    expect(Math.abs(out.length - 12_000)).toBeLessThan(30);
    const middle = out.subarray(2_000, 10_000);
    // The best sine at that frequency explains all but a thousandth of it.
    let [inPhase, quadrature] = [0, 0];
    middle.forEach((sample, i) => {
      inPhase += sample * Math.cos((2 * Math.PI * TONE_HZ * i) / 24_000);
      quadrature += sample * Math.sin((2 * Math.PI * TONE_HZ * i) / 24_000);
    });
    const fitted = (2 * Math.hypot(inPhase, quadrature)) / middle.length;
    expect(fitted).toBeCloseTo(1, 2);
    const rest = middle.map((sample, i) => {
      const angle = (2 * Math.PI * TONE_HZ * i) / 24_000;
      return (
        sample -
        ((2 * inPhase) / middle.length) * Math.cos(angle) -
        ((2 * quadrature) / middle.length) * Math.sin(angle)
      );
    });
    expect(level(rest)).toBeLessThan(1e-3);
  });

  it('lets no sound above the new range come back as another one', () => {
    const out = inBlocks(new Resampler(48_000, 24_000), tone(15_000, 48_000, 0.5), 480);
    expect(level(out.subarray(500))).toBeLessThan(1e-3);
  });

  it('returns the same samples for any size of the blocks', () => {
    const input = tone(440, 44_100, 0.2);
    const whole = new Resampler(44_100, 24_000).push(input);
    for (const size of [1, 128, 441, 1000]) {
      const pieces = inBlocks(new Resampler(44_100, 24_000), input, size);
      expect(pieces.length).toBe(whole.length);
      expect(Math.max(...pieces.map((sample, i) => Math.abs(sample - whole[i]!)))).toBeLessThan(1e-6);
    }
  });
});
