import { describe, expect, it } from 'vitest';
import type { FacePose } from '../rig/face-pose.js';
import { ovalFace } from '../testing/oval-face.js';
import { STILL } from '../testing/still-pose.js';
import { CELL, HeadField } from './head-field.js';

const { anatomy } = ovalFace();
const { head } = anatomy;
const field = new HeadField(anatomy, 512, 512);

/** How far the node nearest to a place of the picture is moved, pixels. */
function moved(pose: FacePose, x: number, y: number): { right: number; down: number } {
  field.update(pose);
  const [column, row] = [Math.round(x / CELL), Math.round(y / CELL)];
  const node = row * (field.columns + 1) + column;
  return { right: column * CELL - (field.u[node]! - 0.5) / 2, down: row * CELL - (field.v[node]! - 0.5) / 2 };
}

describe('the motion of the head', () => {
  it('leaves everything where it is at rest', () => {
    for (const [x, y] of [
      [256, 216],
      [256, 500],
      [8, 8],
    ] as const)
      for (const way of Object.values(moved(STILL, x, y))) expect(way).toBeCloseTo(0, 4);
  });

  it('turns the middle of the face further than its rim, and not the chest', () => {
    const turned = { ...STILL, yaw: 10 };
    const middle = moved(turned, head.x, head.y).right;
    expect(middle).toBeCloseTo(70 * Math.sin(Math.PI / 18), 0);
    expect(moved(turned, head.x - head.halfWidth, head.y).right).toBeLessThan(middle / 2);
    expect(moved(turned, head.x, 500).right).toBeCloseTo(0, 3);
  });

  it('nods down, and tilts about the neck', () => {
    expect(moved({ ...STILL, pitch: 8 }, head.x, head.y).down).toBeGreaterThan(8);
    const tilted = { ...STILL, roll: 6 };
    expect(moved(tilted, head.x, head.y - 80).right).toBeGreaterThan(moved(tilted, head.x, head.y + 80).right + 10);
  });

  it('raises the brows, and their inner ends alone, without the eyes', () => {
    const brow = head.x + 38;
    expect(moved({ ...STILL, brows: { raise: 1, inner: 0 } }, brow, head.browY).down).toBeLessThan(-3);
    const worried = { ...STILL, brows: { raise: 0, inner: 1 } };
    expect(moved(worried, head.x + 16, head.browY).down).toBeLessThan(moved(worried, head.x + 56, head.browY).down - 2);
    expect(moved({ ...STILL, brows: { raise: 1, inner: 0 } }, brow, head.eyeY + 6).down).toBeCloseTo(0, 3);
  });

  it('draws brows together whose inner ends are lowered, and leaves the middle between them', () => {
    const stern = { ...STILL, brows: { raise: 0, inner: -0.6 } };
    for (const side of [-1, 1])
      expect(-side * moved(stern, head.x + side * 0.28 * head.halfWidth, head.browY).right).toBeGreaterThan(2);
    expect(moved(stern, head.x, head.browY).right).toBeCloseTo(0, 3);
    expect(moved({ ...STILL, brows: { raise: 0, inner: 0.6 } }, head.x + 24, head.browY).right).toBeCloseTo(0, 3);
  });

  it('turns what surrounds the face without folding it', () => {
    field.update({ ...STILL, yaw: 10 });
    for (let row = 0; row <= field.rows; row++)
      for (let column = 1; column <= field.columns; column++) {
        const node = row * (field.columns + 1) + column;
        expect(field.u[node]! - field.u[node - 1]!).toBeGreaterThan(0.4 * 2 * CELL);
      }
  });

  it('rejects an anatomy of another size of picture', () => {
    expect(() => new HeadField(anatomy, 720, 1280)).toThrow('720 × 1280');
  });
});
