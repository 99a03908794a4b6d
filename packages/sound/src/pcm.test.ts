import { describe, expect, it } from 'vitest';
import { floatFromInt16, int16FromFloat, readPcm16, writePcm16 } from './pcm.js';

describe('16-bit samples', () => {
  it('survive conversion in both directions', () => {
    const samples = Int16Array.from([0, 1, -1, 16_384, 32_767, -32_768]);
    expect(int16FromFloat(floatFromInt16(samples))).toEqual(samples);
    expect(int16FromFloat(readPcm16(writePcm16(samples)) ?? new Float32Array())).toEqual(samples);
  });

  it('are clipped, never wrapped around', () => {
    expect(int16FromFloat(Float32Array.from([3, -3, 1, -1]))).toEqual(
      Int16Array.from([32_767, -32_768, 32_767, -32_768]),
    );
  });

  it('are little-endian', () => {
    expect(writePcm16(Int16Array.from([0x0102, -2]))).toEqual(Uint8Array.from([2, 1, 0xfe, 0xff]));
  });

  it('are read at any offset of a larger buffer', () => {
    expect(readPcm16(new Uint8Array([9, 0x00, 0x40, 9]).subarray(1, 3))).toEqual(Float32Array.from([0.5]));
  });

  it.each([[[]], [[1, 2, 3]]])('are rejected when their bytes are %j', (bytes) => {
    expect(readPcm16(Uint8Array.from(bytes))).toBeUndefined();
  });
});
