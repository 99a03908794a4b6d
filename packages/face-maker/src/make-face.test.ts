import { readFileSync } from 'node:fs';
import { createCanvas } from '@napi-rs/canvas';
import { readFace } from '@visavis/avatar';
import { FakeClock } from '@visavis/core/testing';
import { workerModule } from '@visavis/worker';
import { describe, expect, it } from 'vitest';
import { makeFace, type MakingProgress } from './make-face.js';
import { JPEG, PNG, WEBP } from './testing/pictures.js';

const IRIS = readFileSync(new URL('./testing/iris.webp', import.meta.url));
const FRAGILE = workerModule(import.meta.url, 'testing/fragile-maker-worker');
/** A process is started and loads the networks, on a machine that may be busy. */
const LONG = 240_000;

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

/** A picture of noise: no face in it, and its file is as long as its pixels. */
function noise(width: number, height: number): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const data = context.createImageData(width, height);
  let seed = 1;
  for (let i = 0; i < data.data.length; i++)
    data.data[i] = i % 4 === 3 ? 255 : (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16;
  context.putImageData(data, 0, 0);
  return canvas.toBuffer('image/png');
}

describe('making a face of a picture', () => {
  it(
    'returns the face in layers, and reports its progress',
    async () => {
      const seen: MakingProgress[] = [];
      const { file, report } = await makeFace(IRIS, { onProgress: (progress) => seen.push(progress) });
      const { face, madeFrom } = readFace(file);
      expect(madeFrom).toBe('picture');
      expect(face.portrait).toMatchObject({ width: 1024, height: 1024 });
      expect(face.portrait.y).toHaveLength(1024 * 1024);
      expect(face.matte).toHaveLength(1024 * 1024);
      expect(face.background).toMatchObject({ width: 512, height: 512 });
      expect(face.anatomy.head.depth).toHaveLength(65 * 65);
      expect(report).toEqual([]);
      expect(seen.map(({ stage }) => stage)).toEqual(['decode', 'find', 'landmarks', 'anatomy', 'matte', 'background']);
      const fractions = seen.map(({ fraction }) => fraction);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
    },
    LONG,
  );

  it.each([
    ['nothing', Buffer.alloc(0), 'not_a_picture'],
    [
      'SVG with a reference',
      text('<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/"/></svg>'),
      'not_a_picture',
    ],
    ['a ZIP archive', text('PK\x03\x04 named face.png'), 'not_a_picture'],
    ['a PDF', text('%PDF-1.7'), 'not_a_picture'],
    ['a web page', text('<html><body>face.jpg</body></html>'), 'not_a_picture'],
    ['a GIF', text('GIF89a'), 'not_a_picture'],
    ['a header of 50,000 × 50,000', PNG.header(50_000, 50_000), 'picture_too_big'],
    ['the same as JPEG', JPEG.header(50_000, 50_000), 'picture_too_big'],
    ['the same as WebP', WEBP.extended(50_000, 50_000), 'picture_too_big'],
    ['30 MB', Buffer.alloc(30_000_000), 'picture_too_big'],
    ['a signature alone', PNG.header(1, 1).subarray(0, 8), 'picture_damaged'],
    ['a picture that is cut short', IRIS.subarray(0, 20_000), 'picture_damaged'],
  ])('refuses %s without a process for it', async (_, bytes, code) => {
    await expect(makeFace(bytes, { module: new URL('file:///no/such/module.js') })).rejects.toMatchObject({
      code: `face.${code}`,
    });
  });

  it(
    'refuses what only a decoder can see is bad, and keeps none of it in this process',
    async () => {
      const before = process.memoryUsage().rss;
      for (const bytes of [
        createCanvas(1, 1).toBuffer('image/png'),
        noise(400, 400),
        PNG.header(6000, 6000),
        WEBP.lossy(6000, 6000),
        WEBP.animated(500, 500),
      ])
        await expect(makeFace(bytes)).rejects.toMatchObject({
          // Some decoders show nothing of a picture without data, others grey.
          code: expect.stringMatching(/^face\.(picture_damaged|not_found|too_small)$/) as string,
        });
      expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
    },
    2 * LONG,
  );

  it.each([
    ['crashes', 1, /ended by SIGSEGV|exit code/],
    ['takes more memory than it may', 3, /ended by SIGKILL/],
    ['has a defect', 4, /a defect/],
  ])(
    'fails with one clear error when the process %s',
    async (_, face, reason) => {
      await expect(makeFace(IRIS, { module: FRAGILE, face })).rejects.toMatchObject({
        code: 'face.failed',
        message: expect.stringMatching(reason) as string,
      });
    },
    LONG,
  );

  it(
    'ends a process that decodes for too long',
    async () => {
      const clock = new FakeClock();
      const onProgress = () => clock.advance(20_000);
      const making = makeFace(IRIS, { module: FRAGILE, face: 2, clock, onProgress });
      await expect(making).rejects.toMatchObject({ code: 'face.failed' });
    },
    LONG,
  );

  it(
    'is cancelled by its signal, before or while it runs',
    async () => {
      const reason = new Error('changed my mind');
      await expect(makeFace(IRIS, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const controller = new AbortController();
      const onProgress = () => controller.abort(reason);
      await expect(makeFace(IRIS, { signal: controller.signal, onProgress })).rejects.toBe(reason);
    },
    LONG,
  );
});
