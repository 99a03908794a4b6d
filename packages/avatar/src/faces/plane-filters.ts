/** Passes of a box that look like a bell. */
const PASSES = 3;

/** @returns The plane, blurred; what is beyond its edges is like its edges. @param radius Of the box, pixels. */
export function blurred(
  plane: Uint8Array,
  { width, height, radius }: { width: number; height: number; radius: number },
): Uint8Array {
  const reach = Math.max(1, Math.round(radius));
  let values = Float32Array.from(plane);
  for (let pass = 0; pass < PASSES; pass++) {
    values = boxed(values, { lines: height, length: width, step: 1, stride: width, reach });
    values = boxed(values, { lines: width, length: height, step: width, stride: 1, reach });
  }
  return Uint8Array.from(values, Math.round);
}

function boxed(
  from: Float32Array<ArrayBuffer>,
  { lines, length, step, stride, reach }: Record<'lines' | 'length' | 'step' | 'stride' | 'reach', number>,
): Float32Array<ArrayBuffer> {
  const to = new Float32Array(from.length);
  for (let line = 0; line < lines; line++) {
    const at = (i: number): number => from[line * stride + Math.min(length - 1, Math.max(0, i)) * step]!;
    let sum = 0;
    for (let i = -reach; i <= reach; i++) sum += at(i);
    for (let i = 0; i < length; i++) {
      to[line * stride + i * step] = sum / (2 * reach + 1);
      sum += at(i + reach + 1) - at(i - reach);
    }
  }
  return to;
}

/**
 * Fills what is not known of a plane from what surrounds it: a plane of half the size is made of what is known, and fills
 * the holes of the larger one.
 *
 * @param known 1 where the plane is known, else 0.
 * @see Gortler, Grzeszczuk, Szeliski, Cohen: The Lumigraph, SIGGRAPH 1996, §3.4
 */
export function filled(plane: Uint8Array, width: number, known: ArrayLike<number>): Uint8Array {
  const values = Float32Array.from(plane, (level, i) => level * known[i]!);
  fill(values, Float32Array.from(known), width);
  return Uint8Array.from(values, Math.round);
}

/** @param values Times their weights, 0…1; all weights count as 1 afterwards. */
function fill(values: Float32Array, weights: Float32Array, width: number): void {
  const height = values.length / width;
  if (values.length === 1) {
    values[0]! /= weights[0] || 1;
    return;
  }
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const [sums, shares] = [new Float32Array(halfWidth * halfHeight), new Float32Array(halfWidth * halfHeight)];
  for (let i = 0; i < values.length; i++) {
    const at = (Math.floor(i / width) >> 1) * halfWidth + ((i % width) >> 1);
    sums[at]! += values[i]!;
    shares[at]! += weights[i]!;
  }
  for (let i = 0; i < sums.length; i++) {
    const excess = Math.max(1, shares[i]!);
    sums[i]! /= excess;
    shares[i]! /= excess;
  }
  fill(sums, shares, halfWidth);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const missing = 1 - weights[i]!;
      if (missing > 0) values[i]! += missing * between(sums, halfWidth, x / 2 - 0.25, y / 2 - 0.25);
    }
}

/** The value between the four nearest pixels. */
function between(plane: Float32Array, width: number, x: number, y: number): number {
  const height = plane.length / width;
  const inside = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const [l, r] = [inside(left, width), inside(left + 1, width)];
  const [t, b] = [inside(top, height) * width, inside(top + 1, height) * width];
  const above = plane[t + l]! * (1 - fx) + plane[t + r]! * fx;
  return above * (1 - fy) + (plane[b + l]! * (1 - fx) + plane[b + r]! * fx) * fy;
}
