import { expect, it } from 'vitest';
import { Reframer } from './reframer.js';

it.each([[1], [100], [512], [5461]])('cuts lumps of %i samples into gapless frames of 512', (lump) => {
  const samples = Float32Array.from({ length: 512 * 12 }, (_, i) => i);
  const reframer = new Reframer();
  const frames: Float32Array[] = [];
  for (let at = 0; at < samples.length; at += lump) frames.push(...reframer.push(samples.subarray(at, at + lump)));
  expect(frames).toHaveLength(12);
  expect(frames.flatMap((frame) => [...frame])).toEqual([...samples]);
});
