import { Decoder } from '@evan/opus';
import { describe, expect, it } from 'vitest';
import { AUDIO_FRAME_SAMPLES, type I420Frame, type VideoCodec } from '@visavis/media';
import { createVideoEncoder } from './create-video-encoder.js';
import { createOpusEncoder } from './opus-encoder.js';

const SIZE = 128;
const options = (codec: VideoCodec, bitrateBps = 400_000) => ({
  codec,
  width: SIZE,
  height: SIZE,
  framesPerSecond: 25,
  bitrateBps,
});

/** A textured frame that moves with `n`. */
function rawFrame(n: number): I420Frame {
  const data = new Uint8Array((SIZE * SIZE * 3) / 2).fill(128);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) data[y * SIZE + x] = 120 + 60 * Math.sin((x + n) / 3) * Math.cos((y * (n % 7)) / 9);
  }
  return { data, width: SIZE, height: SIZE };
}

describe.each(['vp8', 'h264'] as const)('%s encoder', (codec) => {
  it('starts with a keyframe and encodes others only on request', () => {
    const encoder = createVideoEncoder(options(codec));
    const keys = Array.from({ length: 12 }, (_, n) => encoder.encode(rawFrame(n), n === 7));
    encoder.close();
    expect(keys.map((frame) => (frame as { keyFrame: boolean }).keyFrame)).toEqual(
      Array.from({ length: 12 }, (_, n) => n === 0 || n === 7),
    );
  });

  it('follows a lower bitrate', () => {
    const encoder = createVideoEncoder(options(codec, 800_000));
    const bytes = (from: number): number => {
      let sum = 0;
      for (let n = from; n < from + 40; n++)
        sum += (encoder.encode(rawFrame(n), false) as { data: Uint8Array }).data.length;
      return sum;
    };
    bytes(0);
    const before = bytes(40);
    encoder.setBitrate(200_000);
    bytes(80);
    expect(bytes(120)).toBeLessThan(before * 0.6);
    encoder.close();
  });

  it('can be closed twice and rejects work afterwards', () => {
    const encoder = createVideoEncoder(options(codec));
    encoder.close();
    encoder.close();
    expect(() => encoder.encode(rawFrame(0), false)).toThrow('closed');
  });
});

it('keeps the VP8 stream without a keyframe when the rate changes little', () => {
  const encoder = createVideoEncoder(options('vp8'));
  void encoder.encode(rawFrame(0), false);
  encoder.setBitrate(380_000);
  expect(encoder.encode(rawFrame(1), false)).toMatchObject({ keyFrame: false });
  encoder.setBitrate(200_000);
  expect(encoder.encode(rawFrame(2), false)).toMatchObject({ keyFrame: true });
  encoder.close();
});

it('writes H.264 as constrained baseline with its parameter sets before the first slice', () => {
  const encoder = createVideoEncoder(options('h264'));
  const { data } = encoder.encode(rawFrame(0), false) as { data: Uint8Array };
  encoder.close();
  expect([...data.subarray(0, 7)]).toEqual([0, 0, 0, 1, 0x67, 0x42, 0xc0]);
});

describe('Opus encoder', () => {
  it('keeps a tone', () => {
    const encoder = createOpusEncoder();
    const decoder = new Decoder({ channels: 1, sample_rate: 48_000 });
    let energy = 0;
    for (let n = 0; n < 10; n++) {
      const tone = Int16Array.from({ length: AUDIO_FRAME_SAMPLES }, (_, i) =>
        Math.round(8000 * Math.sin((2 * Math.PI * 440 * (n * AUDIO_FRAME_SAMPLES + i)) / 48_000)),
      );
      const decoded = decoder.decode(encoder.encode(tone));
      const samples = new Int16Array(decoded.buffer, decoded.byteOffset, decoded.byteLength / 2);
      expect(samples.length).toBe(AUDIO_FRAME_SAMPLES);
      if (n === 9) energy = Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);
    }
    expect(energy).toBeGreaterThan(0.8 * (8000 / Math.SQRT2));
  });

  it('rejects a frame that does not last 20 ms', () => {
    expect(() => createOpusEncoder().encode(new Int16Array(100))).toThrow(RangeError);
  });
});
