import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { RESTART_AFTER_MS, workerModule } from '@visavis/worker';
import { afterEach, describe, expect, it } from 'vitest';
import { createVideoEncoder } from '../create-video-encoder.js';
import type { CameraPicture, VideoCodec } from '@visavis/media';
import { fitWithin } from './fit-within.js';
import { IsolatedPictureDecoder } from './picture-decoder.js';

const decoder = new IsolatedPictureDecoder(silentLogger);
afterEach(() => decoder.close());

async function keyFrame(codec: VideoCodec, width: number, height: number): Promise<Uint8Array> {
  const encoder = createVideoEncoder({ codec, width, height, framesPerSecond: 15, bitrateBps: 1_000_000 });
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  for (let i = 0; i < width * height; i++) data[i] = 16 + ((i % width) * 200) / width;
  const { data: frame } = await encoder.encode({ data, width, height }, true);
  encoder.close();
  return frame;
}

describe('pictures of a camera', () => {
  it('are decoded in a process of their own, from either codec, and scaled down; a broken frame yields none', async () => {
    const own = new IsolatedPictureDecoder(silentLogger);
    for (const codec of ['vp8', 'h264'] as const) {
      const picture = await own.toJpeg(codec, await keyFrame(codec, 1280, 720));
      expect(picture).toMatchObject({ mime: 'image/jpeg', width: 640, height: 360 });
      // Start and end of a JPEG image (ITU-T T.81, B.1.1.3).
      const { bytes } = picture as CameraPicture;
      expect(Buffer.from(bytes.slice(0, 3)).toString('hex')).toBe('ffd8ff');
      expect(Buffer.from(bytes.slice(-2)).toString('hex')).toBe('ffd9');
      expect(await own.toJpeg(codec, new Uint8Array(100).fill(9))).toBeUndefined();
    }
    const all = await keyFrame('vp8', 320, 240);
    const burst = await Promise.all(Array.from({ length: 20 }, () => own.toJpeg('vp8', all)));
    expect(burst.filter((picture) => picture !== undefined)).toHaveLength(16);
    expect(own.dropped).toBe(4);
    // Its header declares 16383 × 16383 pixels: half a gigabyte.
    const giant = Uint8Array.from(
      { length: 200 },
      (_, i) => [0x10, 2, 0, 0x9d, 1, 0x2a, 0xff, 0x3f, 0xff, 0x3f][i] ?? 0,
    );
    expect(await own.toJpeg('vp8', giant)).toBeUndefined();
    await own.close();
    await own.close();
    expect(await own.toJpeg('vp8', all)).toBeUndefined();
  });

  it.each(['crash', 'hang'])(
    'R-19: survive a %s of the decoder, which is started again, but not at once',
    async (end) => {
      const clock = new FakeClock();
      const module = workerModule(import.meta.url, '../testing/fragile-picture-worker');
      const own = new IsolatedPictureDecoder(silentLogger, { clock, module });
      const decode = (frame: string) => own.toJpeg('vp8', new TextEncoder().encode(frame));
      expect(await decode('good')).toBeDefined();
      expect(await Promise.all([decode(end), decode('good')])).toEqual(['fatal', undefined]);
      expect(await decode('good')).toBeUndefined();
      clock.advance(RESTART_AFTER_MS);
      expect(await decode('good')).toBeDefined();
      await own.close();
    },
  );

  it('keep their aspect ratio, have even sides and never grow', () => {
    expect(fitWithin(1920, 1080, 640)).toEqual({ width: 640, height: 360 });
    expect(fitWithin(480, 1000, 640)).toEqual({ width: 306, height: 640 });
    expect(fitWithin(321, 5, 640)).toEqual({ width: 320, height: 4 });
    expect(fitWithin(4000, 2, 640)).toEqual({ width: 640, height: 2 });
  });
});
