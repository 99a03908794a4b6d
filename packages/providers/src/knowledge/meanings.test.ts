import { expect, it } from 'vitest';
import { fused, Meanings } from './meanings.js';

it('facts are ranked by direction, and those of another kind of vector are left out', () => {
  const meanings = new Meanings();
  for (const [position, vector] of [
    [1, 0],
    [0.6, 0.8],
    [0, 1],
    [1, 0, 0],
  ].entries())
    meanings.add(position, Float32Array.from(vector));
  expect(meanings.nearest(Float32Array.of(0.8, 0.6), 5)).toEqual([1, 0, 2]);
  expect(meanings.nearest(Float32Array.of(0, 1), 1)).toEqual([2]);
  expect(meanings.nearest(Float32Array.of(1), 5)).toEqual([]);
});

it('what two rankings have in common comes first, and nothing is lost', () => {
  expect(fused([1, 2, 3], [4, 2, 5])).toEqual([2, 1, 4, 3, 5]);
  expect(fused([7, 8], [])).toEqual([7, 8]);
});
