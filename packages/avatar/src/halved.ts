import type { I420Frame } from '@visavis/media';

/** Half of a width or height; even, as the planes of colour need it. */
export const halfOf = (pixels: number): number => 2 * Math.floor(pixels / 4);

/** @returns A picture of half the width and height, each pixel the mean of four. */
export function halved({ data, width, height }: I420Frame): I420Frame {
  const to = { width: halfOf(width), height: halfOf(height) };
  const half = new Uint8Array((to.width * to.height * 3) / 2);
  let [read, write] = [0, 0];
  for (const part of [1, 2, 2]) {
    const [columns, rows, stride] = [to.width / part, to.height / part, width / part];
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const at = read + 2 * y * stride + 2 * x;
        half[write++] = (data[at]! + data[at + 1]! + data[at + stride]! + data[at + stride + 1]! + 2) >> 2;
      }
    }
    read += stride * (height / part);
  }
  return { data: half, ...to };
}
