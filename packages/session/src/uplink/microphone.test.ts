import { describe, expect, it } from 'vitest';
import { base64FromSamples, samplesFromBase64 } from '../frames/base64-sound.js';
import { RateDetector, type DetectedRate } from './rate-detector.js';

describe('microphone samples', () => {
  it('survive the way there and back', () => {
    const samples = Float32Array.from([0, 0.5, -0.5, 1, -1]);
    const back = samplesFromBase64(base64FromSamples(samples));
    expect(back).toHaveLength(5);
    back?.forEach((sample, i) => expect(sample).toBeCloseTo(samples[i] ?? NaN, 3));
  });

  it('are clipped, never wrapped around', () => {
    const [high, low] = samplesFromBase64(base64FromSamples(Float32Array.from([3, -3]))) ?? [];
    expect(high).toBeGreaterThan(0.99);
    expect(low).toBeLessThan(-0.99);
  });

  it.each([
    ['nothing', ''],
    ['something else', 'hello there!'],
    ['half a sample', Buffer.from([1, 2, 3]).toString('base64')],
    ['far too much', 'A'.repeat(2_000_004)],
  ])('are refused when they are %s', (_name, text) => {
    expect(samplesFromBase64(text)).toBeUndefined();
  });
});

describe('the rate of a microphone that does not say', () => {
  /** Sends `lump` samples at a time, `slices` messages each, as fast as they are recorded at `rateHz`. */
  const decisions = (rateHz: number, lump: number, slices: number, seconds = 6): DetectedRate[] => {
    const detector = new RateDetector();
    const found: DetectedRate[] = [];
    for (let sent = lump; sent < rateHz * seconds; sent += lump)
      for (let slice = 0; slice < slices; slice++) {
        const rate = detector.push(lump / slices, (sent / rateHz) * 1000 + slice);
        if (rate !== undefined) found.push(rate);
      }
    return found;
  };

  it.each([
    ['24 kHz in lumps of 341 ms, six messages each', 24_000, 8192, 6, 24_000],
    ['24 kHz in frames of 20 ms', 24_000, 480, 1, 24_000],
    ['16 kHz in frames of 100 ms', 16_000, 1600, 1, 16_000],
    ['16 kHz in lumps of 341 ms', 16_000, 5461, 1, 16_000],
    ['two microphones on one socket', 48_000, 8192, 6, 24_000],
  ])('is decided once for %s', (_name, rateHz, lump, slices, expected) => {
    expect(decisions(rateHz, lump, slices)).toEqual([expected]);
  });

  it('is not mistaken because the microphone was off for a while', () => {
    const detector = new RateDetector();
    let nowMs = 0;
    for (let second = 0; second < 8; second++) {
      for (let frame = 0; frame < 33; frame++) expect(detector.push(480, (nowMs += 20))).not.toBe(16_000);
      nowMs += 600;
    }
  });
});
