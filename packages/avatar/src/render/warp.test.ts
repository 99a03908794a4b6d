import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../kernel/assemble.mjs';
import { ANATOMY } from '../faces/iris/anatomy.js';
import { planesOf } from '../planes.js';
import { idlePose } from '../rig/idle.js';
import { MotionField } from './motion-field.js';
import { Warp } from './warp.js';
import { WARP_KERNEL } from './warp-kernel.js';

const SIZE = 512;

/** A texture whose brightness is its place: a slope of one level per four texels across, or down. */
function slope(direction: 'across' | 'down') {
  const texture = planesOf(2 * SIZE, 2 * SIZE);
  const value = (x: number, y: number) => (direction === 'across' ? x : y) / 4;
  texture.y.forEach((_, i) => (texture.y[i] = value(i % 1024, Math.floor(i / 1024))));
  texture.u.forEach((_, i) => (texture.u[i] = 2 * value(i % 512, Math.floor(i / 512))));
  texture.v.fill(77);
  return texture;
}

function drawn(warp: Warp, field: MotionField) {
  const out = new Uint8Array((SIZE * SIZE * 3) / 2);
  warp.draw(field, out);
  return planesOf(SIZE, SIZE, out);
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
    const warp = new Warp(slope(direction));
    const field = new MotionField(ANATOMY);
    for (const share of [0, 0.25, 0.5, 1]) {
      field.x.fill(dx * share);
      field.y.fill(dy * share);
      const { y, u, v } = drawn(warp, field);
      const middle = 256 * SIZE + 256;
      const expected = (2 * (256 - 8 * share) + 0.5) / 4;
      expect(Math.abs(y[middle]! - expected)).toBeLessThanOrEqual(1);
      expect(Math.abs(u[128 * 256 + 128]! - expected)).toBeLessThanOrEqual(1);
      expect(v[128 * 256 + 128]).toBe(77);
    }
  });

  it('agrees with plain bilinear sampling on a real pose, within one level', () => {
    const texture = slope('across');
    const field = new MotionField(ANATOMY);
    field.update({ ...idlePose(60), yaw: 6, roll: 0.03 });
    const { y } = drawn(new Warp(texture), field);
    for (let row = 8; row < 500; row += 8) {
      for (let column = 8; column < 500; column += 8) {
        // On a slope the answer is known in closed form at every node.
        const moved = field.x[(row / 8) * 65 + column / 8]!;
        expect(Math.abs(y[row * SIZE + column]! - (2 * (column - moved) + 0.5) / 4)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('survives motion that points far outside the picture', () => {
    const warp = new Warp(slope('down'));
    const field = new MotionField(ANATOMY);
    for (const distance of [-5000, 5000]) {
      field.x.fill(distance);
      field.y.fill(distance);
      expect(() => drawn(warp, field)).not.toThrow();
    }
  });
});
