import { describe, expect, it } from 'vitest';
import type { CreateVideoEncoder, I420Frame, VideoEncoderOptions } from '@visavis/media';
import { fitAt, FittingEncoder, isDue, type Fit } from './fitting-encoder.js';
import { halved } from './halved.js';

const USUAL = { width: 512, height: 512 };
const PORTRAIT = { width: 720, height: 1280 };
const FRAME_MS = 40;

const blank = ({ width, height }: { width: number; height: number }): I420Frame => ({
  data: new Uint8Array((width * height * 3) / 2),
  width,
  height,
});

/** Encoders that record how they were opened and what they were set to. */
function recording(): {
  create: CreateVideoEncoder;
  opened: VideoEncoderOptions[];
  set: [number, number | undefined][];
} {
  const opened: VideoEncoderOptions[] = [];
  const set: [number, number | undefined][] = [];
  const create: CreateVideoEncoder = (options) => {
    opened.push(options);
    let first = true;
    return {
      encode(picture, forceKeyFrame) {
        if (picture.width !== options.width || picture.height !== options.height) throw new Error('wrong size');
        const keyFrame = first || forceKeyFrame;
        first = false;
        return { data: new Uint8Array(1), keyFrame };
      },
      setBitrate: (bitrateBps, framesPerSecond) => void set.push([bitrateBps, framesPerSecond]),
      close: () => undefined,
    };
  };
  return { create, opened, set };
}

describe('what a falling bitrate gives up', () => {
  const falling = Array.from({ length: 60 }, (_, i) => Math.round(800_000 * 0.94 ** i));

  it.each([
    ['512×512', USUAL],
    ['720×1280', PORTRAIT],
  ])('is quality first, then pictures, then size, and comes back in the reverse order: %s', (_, size) => {
    const shown = (bitrates: readonly number[]): string[] => {
      let now: Fit | undefined;
      const all = bitrates.map((bps) => {
        now = fitAt(bps, size, now);
        return `${25 / now.every} a second${now.halfSize ? ', half size' : ''}`;
      });
      return all.filter((fit, i) => fit !== all[i - 1]);
    };
    const order = ['25 a second', '12.5 a second', '12.5 a second, half size', '6.25 a second, half size'];
    expect(shown(falling)).toEqual(order);
    expect(shown([20_000, ...falling.toReversed()])).toEqual(order.toReversed());
  });

  it('keeps 25 pictures of full size where only the quality has to fall', () => {
    for (const bps of [800_000, 400_000, 200_000]) expect(fitAt(bps, USUAL).every).toBe(1);
  });

  it('begins no earlier for a face whose opacity comes below it', () => {
    for (const bps of [400_000, 200_000, 100_000, 50_000])
      expect(fitAt(bps, { width: 512, height: 1024 })).toBe(fitAt(bps, USUAL));
  });

  it('does not come and go with a bitrate that wavers around a limit', () => {
    let now: Fit | undefined;
    const seen = Array.from({ length: 40 }, (_, i) => (now = fitAt(i % 2 === 0 ? 170_000 : 195_000, USUAL, now)));
    expect(new Set(seen).size).toBe(1);
  });
});

describe('an encoder under a falling and rising bitrate', () => {
  it('changes pictures a second without a keyframe, and size by one, and shows a picture every 160 ms at least', async () => {
    const { create, opened, set } = recording();
    const encoder = new FittingEncoder(create, 'vp8', USUAL, 600_000);
    let [lastMs, longestMs] = [0, 0];
    const keyFramesAt: number[] = [];
    const perSecond = [600_000, 300_000, 120_000, 60_000, 25_000, 60_000, 120_000, 300_000];
    for (let frame = 0; frame < perSecond.length * 25; frame++) {
      if (frame % 25 === 0) encoder.setBitrate(perSecond[frame / 25]!);
      if (!isDue(frame, encoder.every)) continue;
      const { keyFrame } = await encoder.encode(blank(USUAL), false);
      if (keyFrame) keyFramesAt.push(Math.floor(frame / 25));
      longestMs = Math.max(longestMs, frame * FRAME_MS - lastMs);
      lastMs = frame * FRAME_MS;
    }
    expect(longestMs).toBeLessThanOrEqual(200);
    expect(keyFramesAt).toEqual([0, 3, 6]);
    expect(opened.map(({ width, height }) => [width, height])).toEqual([
      [512, 512],
      [256, 256],
      [512, 512],
    ]);
    expect(set).toContainEqual([120_000, 12.5]);
    expect(set).toContainEqual([25_000, 6.25]);
  });

  it('halves pictures of any size', async () => {
    const { create, opened } = recording();
    const encoder = new FittingEncoder(create, 'h264', PORTRAIT, 50_000);
    await encoder.encode(blank(PORTRAIT), false);
    expect(opened[0]).toMatchObject({ width: 360, height: 640 });
  });
});

it('halves each plane of a picture, four pixels to their mean', () => {
  const [width, height] = [8, 4];
  const data = new Uint8Array((width * height * 3) / 2);
  data.set(Array.from({ length: 32 }, (_, i) => (i % 8) * 10));
  data.fill(60, 32, 40);
  data.fill(90, 40);
  const half = halved({ data, width, height });
  expect([half.width, half.height]).toEqual([4, 2]);
  expect([...half.data]).toEqual([5, 25, 45, 65, 5, 25, 45, 65, 60, 60, 90, 90]);
});
