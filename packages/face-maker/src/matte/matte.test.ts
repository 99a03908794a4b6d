import { describe, expect, it } from 'vitest';
import { boxMean, guidedFilter } from './guided-filter.js';
import { separate } from './layers.js';
import { mirroredPerson } from './mirrored-person.js';
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
