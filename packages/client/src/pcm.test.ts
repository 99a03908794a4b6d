import { describe, expect, it } from 'vitest';
import { encodePcm16, FRAME_SAMPLES, Framer, meterLevel } from './pcm.js';

describe('sound for the wire', () => {
  it.each([48_000, 44_100, 24_000, 16_000])('cuts a microphone of %i Hz into frames of 20 ms', (rateHz) => {
    const framer = new Framer(rateHz);
    const lengths: number[] = [];
    for (let i = 0; i < 100; i++) framer.push(new Float32Array(rateHz / 100), (frame) => lengths.push(frame.length));
    expect(new Set(lengths)).toEqual(new Set([FRAME_SAMPLES]));
    expect(lengths.length).toBeGreaterThanOrEqual(49);
    expect(lengths.length).toBeLessThanOrEqual(50);
  });

  it('writes little-endian 16-bit samples and clips what is too loud', () => {
    const bytes = Buffer.from(encodePcm16(Float32Array.of(0, 1, -1, 0.5, 7, -7)));
    const samples = Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(i * 2));
    expect(samples).toEqual([0, 32_767, -32_768, 16_384, 32_767, -32_768]);
  });

  it('shows silence as nothing and a raised voice as everything', () => {
    expect(meterLevel(new Float32Array(480))).toBe(0);
    expect(meterLevel(new Float32Array(480).fill(0.5))).toBe(1);
    expect(meterLevel(new Float32Array(480).fill(0.02))).toBeCloseTo(0.54, 1);
  });
});
