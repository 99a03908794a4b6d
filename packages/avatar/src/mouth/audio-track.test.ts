import { describe, expect, it } from 'vitest';
import { AudioMouthTrack } from './audio-track.js';
import { CLOSED } from './visemes.js';

const RATE = 48_000;

/** A vowel: harmonics of 120 Hz, strongest around its formants. */
function vowel(formants: readonly number[], ms: number): number[] {
  return Array.from({ length: (RATE * ms) / 1000 }, (_, i) => {
    let sum = 0;
    for (let harmonic = 120; harmonic < 4000; harmonic += 120) {
      const gain = formants.reduce((g, f) => g + Math.exp(-(((harmonic - f) / 130) ** 2)), 0.01);
      sum += gain * Math.sin((2 * Math.PI * harmonic * i) / RATE);
    }
    return sum * 4000;
  });
}

const silence = (ms: number): number[] => new Array((RATE * ms) / 1000).fill(0);
const track = (...parts: number[][]) => new AudioMouthTrack(Int16Array.from(parts.flat()), RATE);

describe('mouth from sound alone', () => {
  it('is still and closed in silence', () => {
    const mouth = track(silence(300));
    for (let ms = 0; ms < 300; ms += 20) expect(mouth.at(ms)).toEqual(CLOSED);
  });

  it('opens wider for ah than for ee, and spreads for ee', () => {
    const ah = track(vowel([730, 1090], 300)).at(150);
    const ee = track(vowel([270, 2290, 3010], 300)).at(150);
    expect(ah.open).toBeGreaterThan(ee.open + 0.05);
    expect(ee.wide).toBeGreaterThan(ah.wide + 0.1);
  });

  it('rounds for oo', () => {
    expect(track(vowel([300, 870], 300)).at(150).pucker).toBeGreaterThan(0.3);
  });

  it('shuts where the sound stops between two vowels', () => {
    const mouth = track(vowel([730, 1090], 200), silence(80), vowel([730, 1090], 200));
    expect(mouth.at(100).open).toBeGreaterThan(0.25);
    expect(mouth.at(235).open).toBeLessThan(0.05);
  });
});
