import { expect, it } from 'vitest';
import { planesOf } from '../planes.js';
import { FaceRenderer } from '../render/face-renderer.js';
import { idlePose } from '../rig/idle.js';
import { ovalFace } from '../testing/oval-face.js';
import { dressed } from './dress.js';

const oval = ovalFace();
const WIDTH = 512;
/** Luma at a place of a picture. */
const at = (data: Uint8Array, x: number, y: number): number => data[y * WIDTH + x]!;
const drawn = (face: ReturnType<typeof dressed>) => new FaceRenderer(face).render(idlePose(40));

it('a face as in its picture is the same face', () => {
  expect(dressed(oval, 'own')).toBe(oval);
});

it.each([
  ['#ffffff', [235, 128, 128]],
  ['#000000', [16, 128, 128]],
  ['#ff0000', [81, 90, 240]],
] as const)('a face before %s has that colour beside the person, and the same person', (background, levels) => {
  const [own, other] = [drawn(oval), drawn(dressed(oval, background))];
  const { y, u, v } = planesOf(WIDTH, WIDTH, other.data);
  for (const [column, row] of [
    [8, 8],
    [500, 300],
  ] as const) {
    const chroma = (row >> 1) * 256 + (column >> 1);
    expect([at(y, column, row), u[chroma], v[chroma]]).toEqual(levels);
  }
  for (const [column, row] of [
    [256, 200],
    [230, 260],
    [256, 330],
  ] as const)
    expect(at(other.data, column, row)).toBe(at(own.data, column, row));
});

it('a blurred background keeps its light and loses its edges', () => {
  const [own, soft] = [drawn(oval), drawn(dressed(oval, 'blurred'))];
  const steps = (data: Uint8Array): number =>
    Math.max(...Array.from({ length: 400 }, (_, i) => Math.abs(at(data, 40 + i, 8) - at(data, 41 + i, 8))));
  const mean = (data: Uint8Array): number => data.subarray(8 * WIDTH, 9 * WIDTH).reduce((a, b) => a + b) / WIDTH;
  expect(steps(own.data)).toBeGreaterThan(40);
  expect(steps(soft.data)).toBeLessThan(8);
  expect(Math.abs(mean(own.data) - mean(soft.data))).toBeLessThan(8);
});

it('a picture is what is seen beside the person', () => {
  const picture = planesOf(WIDTH, WIDTH);
  picture.y.fill(77);
  expect(at(drawn(dressed(oval, 'picture:beach', picture)).data, 8, 8)).toBe(77);
});

it('a transparent face has its opacity below it, and at its edge no colour of its background', () => {
  const { data, width, height } = drawn(dressed(oval, 'transparent'));
  expect([width, height]).toEqual([WIDTH, 2 * WIDTH]);
  const { y, u, v } = planesOf(width, height, data);
  const opacity = (column: number, row: number): number => at(y, column, WIDTH + row);
  expect([opacity(8, 8), opacity(256, 216), opacity(256, 280), opacity(230, 206)]).toEqual([16, 235, 235, 235]);
  expect(u.subarray(256 * 256).every((level) => level === 128)).toBe(true);
  const edges = Array.from({ length: WIDTH }, (_, column) => column).filter(
    (column) => opacity(column, 216) > 30 && opacity(column, 216) < 221,
  );
  expect(edges.length).toBeGreaterThan(1);
  // The stripes behind the oval are grey; its skin is not.
  for (const column of edges) expect(v[108 * 256 + (column >> 1)]).toBeGreaterThan(136);
});

it('a face of one layer stays before its own background', () => {
  const { portrait, anatomy } = oval;
  const single = { portrait, anatomy };
  expect(dressed(single, 'own')).toBe(single);
  for (const background of ['blurred', 'transparent', '#102030', 'picture:beach'] as const)
    expect(() => dressed(single, background)).toThrow(expect.objectContaining({ code: 'avatar.one_layer' }));
});
