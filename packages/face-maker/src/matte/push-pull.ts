/** Colours with a weight each: 0 for a pixel that is not known. */
interface Level {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and weight of each pixel; colours are multiplied by the weight. */
  readonly values: Float32Array;
}

/**
 * Fills what is not known of a picture from what surrounds it: small versions of the picture are made of what is known,
 * and each fills the holes of the one that is twice as large.
 *
 * @param rgba Four bytes a pixel; the fourth is ignored. @param known How much each pixel counts, 0…1.
 * @returns A picture of the same size without holes, opaque.
 * @see Gortler, Grzeszczuk, Szeliski, Cohen: The Lumigraph, SIGGRAPH 1996, §3.4
 */
export function fillHoles(
  { width, height, rgba }: { width: number; height: number; rgba: Uint8ClampedArray },
  known: Float32Array,
): Uint8ClampedArray {
  const values = new Float32Array(width * height * 4);
  for (let i = 0, p = 0; i < known.length; i++, p += 4) {
    for (let c = 0; c < 3; c++) values[p + c] = rgba[p + c]! * known[i]!;
    values[p + 3] = known[i]!;
  }
  const filled = fill({ width, height, values });
  const out = new Uint8ClampedArray(width * height * 4);
  for (let p = 0; p < out.length; p += 4) {
    for (let c = 0; c < 3; c++) out[p + c] = filled.values[p + c]!;
    out[p + 3] = 255;
  }
  return out;
}

/** @returns The same level with a weight of 1 everywhere. */
function fill(level: Level): Level {
  const { width, height, values } = level;
  if (width === 1 && height === 1) {
    const weight = values[3]! || 1;
    return { width, height, values: Float32Array.of(...values.subarray(0, 3).map((v) => v / weight), 1) };
  }
  const coarse = fill(shrink(level));
  for (let y = 0, p = 0; y < height; y++)
    for (let x = 0; x < width; x++, p += 4) {
      const missing = 1 - Math.min(1, values[p + 3]!);
      if (missing > 0) addFrom(coarse, { x, y, values, p, share: missing });
    }
  return level;
}

/** Half the size, each weight the sum of four, at most 1. */
function shrink({ width, height, values }: Level): Level {
  const to = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const sums = new Float32Array(to.width * to.height * 4);
  for (let y = 0, p = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0, at = ((y >> 1) * to.width + (x >> 1)) * 4; c < 4; c++, p++) sums[at + c]! += values[p]!;
  for (let p = 0; p < sums.length; p += 4) {
    const excess = Math.max(1, sums[p + 3]!);
    for (let c = 0; c < 4; c++) sums[p + c]! /= excess;
  }
  return { ...to, values: sums };
}

/** Adds a share of the colour that a coarse level has at a pixel of the finer one, between its four nearest pixels. */
function addFrom(
  { width, height, values: coarse }: Level,
  { x, y, values, p, share }: { x: number; y: number; values: Float32Array; p: number; share: number },
): void {
  const column = x / 2 - 0.25;
  const row = y / 2 - 0.25;
  const left = Math.floor(column);
  const top = Math.floor(row);
  for (let corner = 0; corner < 4; corner++) {
    const cx = Math.min(width - 1, Math.max(0, left + (corner & 1)));
    const cy = Math.min(height - 1, Math.max(0, top + (corner >> 1)));
    const across = corner & 1 ? column - left : 1 - (column - left);
    const down = corner >> 1 ? row - top : 1 - (row - top);
    const weight = share * across * down;
    for (let c = 0, at = (cy * width + cx) * 4; c < 4; c++) values[p + c]! += weight * coarse[at + c]!;
  }
}
