import { describe, expect, it } from 'vitest';
import { QuantiserControl, keyFrameBytesAt } from './quantiser-control.js';

const SCALE = { finest: 16, coarsest: 60, start: 24, step: 1, halving: 10, finerAfterKeyFrame: 3 };
const FPS = 25;

/** A codec whose frames halve with every ten steps of the quantiser. */
class FakeCodec {
  readonly quantisers: number[] = [];
  bytes = 0;

  constructor(
    readonly control: QuantiserControl,
    /** Sizes at quantiser 20. */
    readonly sizes: { key: number; predicted: number },
  ) {}

  #size(bytes: number, quantiser: number): Uint8Array {
    this.quantisers.push(quantiser);
    return new Uint8Array(Math.round(bytes * 2 ** ((20 - quantiser) / SCALE.halving)));
  }

  keyFrame(): number {
    const { data } = this.control.keyFrame((quantiser) => ({ data: this.#size(this.sizes.key, quantiser) }));
    this.bytes += data.length;
    return data.length;
  }

  frames(count: number): void {
    for (let i = 0; i < count; i++) {
      const quantiser = this.control.next();
      const { length } = this.#size(this.sizes.predicted, quantiser);
      this.control.add(quantiser, length);
      this.bytes += length;
    }
  }
}

const open = (bitrateBps: number, sizes = { key: 18_000, predicted: 1_500 }): FakeCodec =>
  new FakeCodec(new QuantiserControl(SCALE, bitrateBps, FPS), sizes);

describe('the quantiser of a stream', () => {
  it.each([150_000, 300_000, 600_000, 800_000])('makes the first keyframe as large as %d bit/s allow', (bitrateBps) => {
    for (const key of [9_000, 18_000, 36_000]) {
      const codec = open(bitrateBps, { key, predicted: 1_000 });
      const bytes = codec.keyFrame();
      expect(bytes).toBeLessThanOrEqual(keyFrameBytesAt(bitrateBps));
      if (codec.quantisers.at(-1) !== SCALE.finest) expect(bytes).toBeGreaterThan(0.75 * keyFrameBytesAt(bitrateBps));
      expect(codec.quantisers.length).toBeLessThanOrEqual(3);
    }
  });

  it('keeps the quality of the keyframe for the frames after it, as long as the bitrate allows', () => {
    const codec = open(600_000);
    codec.keyFrame();
    const key = codec.quantisers.at(-1)!;
    codec.frames(50);
    for (const quantiser of codec.quantisers.slice(-50)) {
      expect(quantiser).toBeGreaterThanOrEqual(key - SCALE.finerAfterKeyFrame);
      expect(quantiser).toBeLessThanOrEqual(key);
    }
  });

  it('stays within the bitrate over seconds where the picture moves much, and changes in small steps', () => {
    const codec = open(400_000, { key: 18_000, predicted: 9_000 });
    codec.keyFrame();
    codec.frames(25);
    const [bytes, from] = [codec.bytes, codec.quantisers.length - 25];
    codec.frames(75);
    expect((8 * (codec.bytes - bytes)) / 3).toBeLessThan(400_000 * 1.02);
    const used = codec.quantisers.slice(from);
    for (const [i, quantiser] of used.entries())
      expect(Math.abs(quantiser - (used[i - 1] ?? quantiser))).toBeLessThan(8);
  });

  it('repays a keyframe over the second that follows it', () => {
    const codec = open(300_000, { key: 20_000, predicted: 2_000 });
    codec.keyFrame();
    codec.frames(40);
    expect((8 * codec.bytes * FPS) / 41).toBeLessThan(300_000 * 1.1);
  });

  it('follows a new bitrate at once, down and up', () => {
    const codec = open(600_000, { key: 18_000, predicted: 4_000 });
    codec.keyFrame();
    codec.frames(50);
    const kbpsAt = (bitrateBps: number): number => {
      codec.control.setBitrate(bitrateBps);
      codec.frames(25);
      const before = codec.bytes;
      codec.frames(25);
      return (8 * (codec.bytes - before)) / 1000;
    };
    expect(kbpsAt(200_000)).toBeLessThan(210);
    expect(kbpsAt(600_000)).toBeGreaterThan(350);
  });
});
