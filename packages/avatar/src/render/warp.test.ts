import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../../../scripts/assemble.mjs';
import type { Face } from '../faces/face.js';
import { planesOf } from '../planes.js';
import { ovalFace } from '../testing/oval-face.js';
import { STILL } from '../testing/still-pose.js';
import { CELL, HeadField } from './head-field.js';
import { Warp } from './warp.js';
import { WARP_KERNEL } from './warp-kernel.js';

const { anatomy } = ovalFace();

/** A texture whose brightness is its place: a slope of one level per four texels across, or down. */
function slope(direction: 'across' | 'down', width = 512, height = 512): Face {
  const portrait = planesOf(2 * width, 2 * height);
  const value = (x: number, y: number) => (direction === 'across' ? x : y) / 4;
  portrait.y.forEach((_, i) => (portrait.y[i] = value(i % (2 * width), Math.floor(i / (2 * width)))));
  portrait.u.forEach((_, i) => (portrait.u[i] = 2 * value(i % width, Math.floor(i / width))));
  portrait.v.fill(77);
  return { portrait, anatomy };
}

/** Draws every cell with its nodes where `from` says, in pixels. */
function drawn(face: Face, from: (x: number, y: number) => readonly [x: number, y: number]) {
  const warp = new Warp(face);
  const [columns, rows] = [warp.out.width / CELL, warp.out.height / CELL];
  warp.clear();
  for (let row = 0, node = 0; row <= rows; row++)
    for (let column = 0; column <= columns; column++, node++) {
      const [x, y] = from(column * CELL, row * CELL);
      warp.place(node, 2 * x + 0.5, 2 * y + 0.5);
      if (column < columns && row < rows) warp.person.add(column, row);
    }
  warp.draw();
  return warp.out;
}

describe('the warp', () => {
  it('runs the kernel whose source stands beside it', async () => {
    const source = await readFile(new URL('../../kernel/warp.wat', import.meta.url), 'utf8');
    expect(WARP_KERNEL).toBe(Buffer.from(await assemble(source)).toString('base64'));
  });

  it.each([
    ['across', 8, 0],
    ['down', 0, 8],
  ] as const)('moves the picture by whole and by parts of a pixel (%s)', (direction, dx, dy) => {
    const face = slope(direction);
    for (const share of [0, 0.25, 0.5, 1]) {
      const { y, u, v } = drawn(face, (x, row) => [x - dx * share, row - dy * share]);
      const expected = (2 * (256 - 8 * share) + 0.5) / 4;
      expect(Math.abs(y[256 * 512 + 256]! - expected)).toBeLessThanOrEqual(1);
      expect(Math.abs(u[128 * 256 + 128]! - expected)).toBeLessThanOrEqual(1);
      expect(v[128 * 256 + 128]).toBe(77);
    }
  });

  it('draws a picture of any size by the same kernel', () => {
    const { y } = drawn(slope('down', 72, 128), (x, row) => [x, row + 3]);
    for (const row of [8, 40, 100])
      expect(Math.abs(y[row * 72 + 33]! - (2 * (row + 3) + 0.5) / 4)).toBeLessThanOrEqual(1);
  });

  it('agrees with plain bilinear sampling on a turned head, within one level', () => {
    const head = new HeadField(anatomy, 512, 512);
    head.update({ ...STILL, yaw: 8, roll: 3 });
    const { y } = drawn(slope('across'), (x, row) => {
      const node = (row / CELL) * 65 + x / CELL;
      return [(head.u[node]! - 0.5) / 2, (head.v[node]! - 0.5) / 2];
    });
    // On a slope the answer is known in closed form at every node.
    for (let row = 8; row < 500; row += 8)
      for (let column = 8; column < 500; column += 8)
        expect(Math.abs(y[row * 512 + column]! - head.u[(row / 8) * 65 + column / 8]! / 4)).toBeLessThanOrEqual(1);
  });

  it('survives motion that points far outside the picture', () => {
    const face = slope('down');
    for (const distance of [-5000, 5000])
      expect(() => drawn(face, (x, y) => [x + distance, y + distance])).not.toThrow();
  });
});
