import type { Picture } from './picture.js';

/** @param turns Quarter turns clockwise. */
export function quarterTurned(picture: Picture, turns: number): Picture {
  const { width, height, rgba } = picture;
  const from = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  const to = new Uint32Array(width * height);
  const [across, down] = turns % 2 === 0 ? [width, height] : [height, width];
  const at = [
    (x: number, y: number) => y * width + x,
    (x: number, y: number) => (height - 1 - x) * width + y,
    (x: number, y: number) => (height - 1 - y) * width + (width - 1 - x),
    (x: number, y: number) => x * width + (width - 1 - y),
  ][((turns % 4) + 4) % 4]!;
  for (let y = 0, out = 0; y < down; y++) for (let x = 0; x < across; x++, out++) to[out] = from[at(x, y)]!;
  return { width: across, height: down, rgba: new Uint8ClampedArray(to.buffer) };
}
