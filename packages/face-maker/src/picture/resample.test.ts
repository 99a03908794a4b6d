import { describe, expect, it } from 'vitest';
import type { Picture } from './picture.js';
import { quarterTurned } from './quarter-turn.js';
import { resample, resamplePlane } from './resample.js';
import { cutUpright, outOf } from './turned-square.js';

function gradient(width: number, height: number): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) rgba.set([(i % width) * 2, Math.floor(i / width) * 2, 100, 255], i * 4);
  return { width, height, rgba };
}
const picture = gradient(100, 80);
const whole = { x: 0, y: 0, width: 100, height: 80 };
const at = ({ width, rgba }: Picture, x: number, y: number): number[] => [
  ...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];

describe('resampling', () => {
  it('at the same size changes nothing', () => {
    expect(resample(picture, whole, { width: 100, height: 80 }).rgba).toEqual(picture.rgba);
  });

  it.each([
    [50, 40],
    [200, 160],
    [75, 60],
  ])('to %i × %i keeps places: a gradient stays the same gradient', (width, height) => {
    const small = resample(picture, whole, { width, height });
    for (const [u, v] of [
      [0.3, 0.3],
      [0.5, 0.7],
    ] as const) {
      const [red, green] = at(small, Math.floor(u * width), Math.floor(v * height));
      expect(red).toBeCloseTo(((Math.floor(u * width) + 0.5) / width) * 200 - 1, -0.5);
      expect(green).toBeCloseTo(((Math.floor(v * height) + 0.5) / height) * 160 - 1, -0.5);
    }
  });

  it('shows beyond the edges the mirror image, or black', () => {
    const area = { x: -10, y: 0, width: 30, height: 10 };
    const mirrored = resample(picture, area, { width: 30, height: 10 });
    expect(at(mirrored, 7, 5)).toEqual(at(mirrored, 12, 5));
    expect(at(resample(picture, area, { width: 30, height: 10, beyond: 'black' }), 5, 5)).toEqual([0, 0, 0, 0]);
  });

  it('of a plane to twice the size and back is the plane', () => {
    const values = Float32Array.from({ length: 64 * 64 }, (_, i) => Math.sin((i % 64) / 9) * Math.cos(i / 64 / 7));
    const plane = { width: 64, height: 64, values };
    const back = resamplePlane(resamplePlane(plane, 128, 128), 64, 64);
    const worst = Math.max(...values.map((value, i) => Math.abs(value - back.values[i]!)));
    expect(worst).toBeLessThan(0.02);
  });
});

describe('a square that lies turned', () => {
  it('is set upright: each pixel comes from its place in the picture', () => {
    const square = { x: 50, y: 40, side: 32, angle: 0.4 };
    const cut = cutUpright(picture, square, 32);
    for (const [u, v] of [
      [4, 4],
      [16, 16],
      [30, 10],
    ] as const) {
      const place = outOf(square, (u + 0.5) / 32, (v + 0.5) / 32);
      expect(cut[(v * 32 + u) * 3]! * 255).toBeCloseTo((place.x - 0.5) * 2, 0);
      expect(cut[(v * 32 + u) * 3 + 1]! * 255).toBeCloseTo((place.y - 0.5) * 2, 0);
    }
  });
});

it('turns a picture by quarters: a corner goes round, and four turns are none', () => {
  const corner = (turns: number) => {
    const { width, height, rgba } = quarterTurned(picture, turns);
    return [width, height, ...rgba.subarray(0, 2)];
  };
  expect(corner(0)).toEqual([100, 80, 0, 0]);
  expect(corner(1)).toEqual([80, 100, 0, 158]);
  expect(corner(2)).toEqual([100, 80, 198, 158]);
  expect(corner(3)).toEqual([80, 100, 198, 0]);
  expect(quarterTurned(quarterTurned(picture, -1), 5).rgba).toEqual(picture.rgba);
});
