import { expect, it } from 'vitest';
import { EDGE, EMPTY, Layers, SOLID } from './layers.js';

const SIZE = 256;

it('knows which cells are person, background and edge, with room for cells that are stretched', () => {
  // The right half is person; its edge is soft over four texels.
  const matte = Uint8Array.from({ length: SIZE * SIZE }, (_, i) =>
    Math.max(0, Math.min(255, ((i % SIZE) - SIZE / 2) * 64)),
  );
  const layers = new Layers(matte, SIZE, SIZE);
  expect(layers.at(40, 100)).toBe(EMPTY);
  expect(layers.at(220, 100)).toBe(SOLID);
  for (const u of [SIZE / 2 - 10, SIZE / 2, SIZE / 2 + 12]) expect(layers.at(u, 100)).toBe(EDGE);
});

it('takes what lies beyond the portrait for its border', () => {
  const layers = new Layers(new Uint8Array(SIZE * SIZE).fill(255), SIZE, SIZE);
  expect([layers.at(-40, 10), layers.at(10, SIZE + 90)]).toEqual([SOLID, SOLID]);
});
