import type { Plane } from '../picture/picture.js';

/**
 * Makes the edges of a mask follow the edges of a picture: in each window the mask is fitted as a line over the picture's
 * luma.
 *
 * @param radius Of the window, pixels. @param epsilon How little the luma of a window may vary, as a variance, to count
 * as even.
 * @see He, Sun, Tang: Guided Image Filtering, ECCV 2010
 */
export function guidedFilter(guide: Plane, mask: Plane, radius: number, epsilon: number): Fit {
  const { width, height } = guide;
  const mean = (values: Float32Array): Float32Array => boxMean(values, { width, height, radius });
  const meanGuide = mean(guide.values);
  const meanMask = mean(mask.values);
  const meanProduct = mean(guide.values.map((value, i) => value * mask.values[i]!));
  const meanSquare = mean(guide.values.map((value) => value * value));
  const slope = new Float32Array(width * height);
  const offset = new Float32Array(width * height);
  for (let i = 0; i < slope.length; i++) {
    const variance = meanSquare[i]! - meanGuide[i]! ** 2;
    slope[i] = (meanProduct[i]! - meanGuide[i]! * meanMask[i]!) / (variance + epsilon);
    offset[i] = meanMask[i]! - slope[i]! * meanGuide[i]!;
  }
  return { slope: { width, height, values: mean(slope) }, offset: { width, height, values: mean(offset) } };
}

/** The mask is slope × luma + offset, also of the same picture at another size (He, Sun: Fast Guided Filter, 2015). */
export interface Fit {
  readonly slope: Plane;
  readonly offset: Plane;
}

/** The mean of the window around each value; windows are cut off at the edges by repeating the last value. */
export function boxMean(
  values: Float32Array,
  { width, height, radius }: { width: number; height: number; radius: number },
): Float32Array {
  const across = new Float32Array(values.length);
  for (let row = 0; row < height; row++)
    meanOfLine(values, across, { start: row * width, step: 1, count: width, radius });
  const both = new Float32Array(values.length);
  for (let column = 0; column < width; column++)
    meanOfLine(across, both, { start: column, step: width, count: height, radius });
  return both;
}

function meanOfLine(
  from: Float32Array,
  to: Float32Array,
  { start, step, count, radius }: { start: number; step: number; count: number; radius: number },
): void {
  const at = (i: number): number => from[start + Math.min(count - 1, Math.max(0, i)) * step]!;
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += at(i);
  for (let i = 0; i < count; i++) {
    to[start + i * step] = sum / (2 * radius + 1);
    sum += at(i + radius + 1) - at(i - radius);
  }
}
