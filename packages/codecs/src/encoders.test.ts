import { Decoder } from '@evan/opus';
import { describe, expect, it } from 'vitest';
import { AUDIO_FRAME_SAMPLES, type EncodedVideoFrame, type I420Frame, type VideoCodec } from '@visavis/media';
import { createVideoEncoder } from './create-video-encoder.js';
import { createOpusEncoder } from './opus-encoder.js';
import { keyFrameBytesAt } from './quantiser-control.js';
import { VideoDecoder } from './testing/video-decoder.js';

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

/** Peak signal-to-noise ratio of the luma, dB. */
function psnr(seen: Uint8Array, drawn: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < SIZE * SIZE; i++) sum += (seen[i]! - drawn[i]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / (SIZE * SIZE)));
}

/** Texture that sways by fractions of a pixel, as a head does, over a still ground. */
function swayingFrame(n: number): I420Frame {
  const data = new Uint8Array((SIZE * SIZE * 3) / 2).fill(128);
  const shift = 3 * Math.sin(n / 12);
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) {
      const u = x + (Math.hypot(x - SIZE / 2, y - SIZE / 2) < SIZE / 3 ? shift : 0);
      data[y * SIZE + x] = 120 + 30 * Math.sin(u / 3) * Math.cos(y / 4) + 20 * Math.sin(u / 1.7 + y / 2.3);
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
    encoder.setBitrate(150_000);
    bytes(80);
    const after = bytes(120);
    expect(after).toBeLessThan(before * 0.6);
    expect((after * 8 * 25) / 40).toBeLessThan(150_000 * 1.05);
    encoder.close();
  });

  it.each([80_000, 200_000])(
    'shows the first ten pictures of a stream, and those around a later keyframe, as well as all others: %d bit/s',
    (bitrateBps) => {
      const encoder = createVideoEncoder(options(codec, bitrateBps));
      const decoder = new VideoDecoder(codec);
      const frames = Array.from({ length: 48 }, (_, n) => {
        const raw = swayingFrame(n);
        const encoded = encoder.encode(raw, n === 34) as EncodedVideoFrame;
        return { ...encoded, db: psnr(decoder.decode(encoded), raw.data) };
      });
      encoder.close();
      decoder.close();
      const settled = frames.slice(10, 34).reduce((sum, { db }) => sum + db, 0) / 24;
      const changes = [...frames.slice(0, 10), ...frames.slice(32)].map(({ db }) => settled - db);
      expect(Math.max(...changes)).toBeLessThan(2);
      expect(frames[0]!.data.length).toBeLessThanOrEqual(keyFrameBytesAt(bitrateBps));
      const kbps = (frames.reduce((sum, { data }) => sum + data.length, 0) * 8 * 25) / frames.length / 1000;
      expect(kbps).toBeLessThan((bitrateBps / 1000) * 1.3);
    },
  );

  it('can be closed twice and rejects work afterwards', () => {
    const encoder = createVideoEncoder(options(codec));
    encoder.close();
    encoder.close();
    expect(() => encoder.encode(rawFrame(0), false)).toThrow('closed');
  });
});

it.each(['vp8', 'h264'] as const)('changes the bitrate of %s without a keyframe', (codec) => {
  const encoder = createVideoEncoder(options(codec));
  void encoder.encode(rawFrame(0), false);
  for (const bitrateBps of [380_000, 100_000, 900_000]) {
    encoder.setBitrate(bitrateBps);
    expect(encoder.encode(rawFrame(1), false)).toMatchObject({ keyFrame: false });
  }
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
