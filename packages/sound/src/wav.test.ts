import { describe, expect, it } from 'vitest';
import { readWav, resampled, writeWav } from './wav.js';

const samples = Int16Array.from({ length: 1_600 }, (_, i) => Math.round(12_000 * Math.sin(i / 8)));

describe('recordings', () => {
  it('are read from a file as they were written', () => {
    expect(readWav(writeWav({ rateHz: 16_000, samples }))).toEqual({ rateHz: 16_000, samples });
  });

  it('are found behind other chunks, including those of odd length', () => {
    const wav = writeWav({ rateHz: 8_000, samples });
    const note = Buffer.from('LIST\u0003\0\0\0abc\0', 'latin1');
    expect(readWav(Buffer.concat([wav.subarray(0, 12), note, wav.subarray(12)])).samples).toEqual(samples);
  });

  it.each([
    ['empty', (): Uint8Array => new Uint8Array(0)],
    ['a file cut off in its head', (wav: Uint8Array): Uint8Array => wav.subarray(0, 30)],
    ['a file without sound', (wav: Uint8Array): Uint8Array => wav.subarray(0, 36)],
    ['two channels', (wav: Uint8Array): Uint8Array => wav.with(22, 2)],
  ])('are rejected when they are %s', (_, change) => {
    expect(() => readWav(change(writeWav({ rateHz: 16_000, samples })))).toThrow(RangeError);
  });

  it('keep their duration at another rate', () => {
    const other = resampled({ rateHz: 16_000, samples }, 24_000);
    expect(other.rateHz).toBe(24_000);
    expect(other.samples.length).toBeGreaterThan(1.48 * samples.length);
    expect(other.samples.length).toBeLessThanOrEqual(1.5 * samples.length);
  });
});
