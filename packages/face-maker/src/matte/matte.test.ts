import { describe, expect, it } from 'vitest';
import { boxMean, guidedFilter } from './guided-filter.js';
import { separate } from './layers.js';
import { mirroredPerson } from './mirrored-person.js';
import { personMatte } from './person-matte.js';
import { fillHoles } from './push-pull.js';

const SIZE = 64;
const disc = (radius: number) =>
  Float32Array.from({ length: SIZE * SIZE }, (_, i) =>
    Math.hypot((i % SIZE) - 32, Math.floor(i / SIZE) - 32) < radius ? 1 : 0,
  );

describe('the matte', () => {
  it('takes the mean of each window, edges repeated', () => {
    const mean = boxMean(Float32Array.of(0, 3, 6, 9), { width: 4, height: 1, radius: 1 });
    expect([...mean]).toEqual([1, 3, 6, 8]);
  });

  it('follows the edge that the picture has, where the mask is coarse', () => {
    const guide = { width: SIZE, height: SIZE, values: disc(20) };
    const coarse = { width: SIZE, height: SIZE, values: boxMean(disc(20), { width: SIZE, height: SIZE, radius: 4 }) };
    const { slope, offset } = guidedFilter(guide, coarse, 8, 1e-4);
    const fine = guide.values.map((value, i) => slope.values[i]! * value + offset.values[i]!);
    const wrong = (mask: Float32Array) => mask.filter((value, i) => Math.abs(value - guide.values[i]!) > 0.3).length;
    expect(wrong(fine)).toBeLessThan(wrong(coarse.values) / 4);
  });

  it('fills a hole from what surrounds it, and leaves what is known', () => {
    const rgba = new Uint8ClampedArray(SIZE * SIZE * 4);
    for (let i = 0; i < SIZE * SIZE; i++) rgba.set([2 * (i % SIZE), 50, 200, 255], i * 4);
    const known = disc(20).map((inside) => 1 - inside);
    for (let i = 0; i < known.length; i++) if (!known[i]) rgba.set([255, 255, 0, 255], i * 4);
    const filled = fillHoles({ width: SIZE, height: SIZE, rgba }, known);
    const at = (x: number, y: number) => [...filled.subarray((y * SIZE + x) * 4, (y * SIZE + x) * 4 + 3)];
    expect(at(3, 3)).toEqual([6, 50, 200]);
    const [red, green, blue] = at(32, 32);
    expect(Math.abs(red! - 64)).toBeLessThan(12);
    expect([green, blue]).toEqual([50, 200]);
  });

  it('separates a person from the wall: together they are the picture again, apart neither shows the other', () => {
    const width = 128;
    const share = Float32Array.from({ length: width * width }, (_, i) =>
      Math.min(1, Math.max(0, (40 - Math.hypot((i % width) - 64, Math.floor(i / width) - 64)) / 6)),
    );
    const rgba = new Uint8ClampedArray(width * width * 4);
    for (let i = 0; i < share.length; i++)
      rgba.set([200 * share[i]!, 80 * share[i]!, 40 + 120 * (1 - share[i]!), 255], i * 4);
    // A ghost in a corner of the wall.
    rgba.set([255, 255, 255], 0);
    const { portrait, background } = separate({ width, height: width, rgba }, share, (index) => index === 0);
    expect(background).toMatchObject({ width: 64, height: 64 });
    for (let i = 0; i < 64 * 64; i++) expect(background.rgba[4 * i]).toBeLessThan(4);
    for (let i = 0; i < share.length; i++) {
      if (share[i]! < 0.3) continue;
      if (share[i]! > 0.75) expect(portrait.rgba[4 * i]).toBeGreaterThan(190);
      const together = share[i]! * portrait.rgba[4 * i + 2]! + (1 - share[i]!) * 160;
      expect(Math.abs(together - rgba[4 * i + 2]!)).toBeLessThan(4);
    }
  });

  it('leaves no smear where the network doubts and the picture shows no edge', () => {
    const dark = { width: 256, height: 256, rgba: new Uint8ClampedArray(256 * 256 * 4).fill(30) };
    for (let i = 3; i < dark.rgba.length; i += 4) dark.rgba[i] = 255;
    // A person on the left, and a doubt that fades over a third of the picture.
    const values = Float32Array.from({ length: SIZE * SIZE }, (_, i) => Math.min(1, Math.max(0, 2 - (i % SIZE) / 22)));
    const matte = personMatte(dark, { width: SIZE, height: SIZE, values }, { u: 0.1, v: 0.5 });
    const row = matte.subarray(128 * 256, 129 * 256);
    const soft = row.filter((share) => share > 0.02 && share < 0.98).length;
    expect(soft).toBeGreaterThan(4);
    expect(soft).toBeLessThan(30);
    expect([row[0], row[255]]).toEqual([1, 0]);
  });

  it('gives the person no colour that cannot be, where the wall is not what surrounds it', () => {
    const width = 128;
    const share = Float32Array.from({ length: width * width }, (_, i) =>
      Math.min(1, Math.max(0, (72 - (i % width)) / 16)),
    );
    const rgba = new Uint8ClampedArray(width * width * 4);
    // A brown person before a yellow wall, which is dark beside the person.
    for (let i = 0; i < share.length; i++)
      rgba.set(share[i]! === 1 ? [60, 40, 20, 255] : i % width < 76 ? [50, 45, 40, 255] : [220, 200, 40, 255], i * 4);
    const { portrait } = separate({ width, height: width, rgba }, share, () => false);
    for (let x = 63; x < 68; x++) {
      const [red, green, blue] = portrait.rgba.subarray((64 * width + x) * 4);
      expect(blue! - Math.min(red!, green!)).toBeLessThan(16);
    }
  });

  it('does not take the mirror image of a person for the wall', () => {
    const plane = { width: 8, height: 8, values: new Float32Array(64).fill(1) };
    const picture = (width: number) => ({ width, height: 100, rgba: new Uint8ClampedArray() });
    const crop = { x: -20, y: 0, width: 100, height: 100 };
    const ghost = mirroredPerson({ ...picture(100) }, plane, { crop, picture: picture(70) });
    expect([10, 30, 85, 95].map((x) => ghost(50 * 100 + x))).toEqual([true, false, false, true]);
    const wall = { ...plane, values: new Float32Array(64) };
    expect(mirroredPerson(picture(100), wall, { crop, picture: picture(70) })(5010)).toBe(false);
  });
});
