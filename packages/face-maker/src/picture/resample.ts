import type { Area, Picture, Plane } from './picture.js';

/** What is beyond the edges of a picture: its mirror image, or black. */
export type Beyond = 'mirror' | 'black';

/** Lobes of the Lanczos kernel. */
const LOBES = 3;

/**
 * Resamples an area of a picture with a Lanczos kernel, which is widened where the picture is made smaller.
 *
 * @returns `width` × `height` pixels.
 */
export function resample(
  picture: Picture,
  area: Area,
  { width, height, beyond = 'mirror' }: { width: number; height: number; beyond?: Beyond },
): Picture {
  const from = { width: picture.width, height: picture.height, data: picture.rgba, channels: 4 };
  return {
    width,
    height,
    rgba: resampleInto(new Uint8ClampedArray(width * height * 4), from, { area, width, beyond }),
  };
}

/** Resamples a whole plane. */
export function resamplePlane({ width, height, values }: Plane, toWidth: number, toHeight: number): Plane {
  const from = { width, height, data: values, channels: 1 };
  const area = { x: 0, y: 0, width, height };
  const to = new Float32Array(toWidth * toHeight);
  return {
    width: toWidth,
    height: toHeight,
    values: resampleInto(to, from, { area, width: toWidth, beyond: 'mirror' }),
  };
}

interface Samples {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Float32Array;
  readonly channels: number;
}

/** Row by row: first the rows of the source are weighted into one line, then the line is sampled. */
function resampleInto<T extends Uint8ClampedArray | Float32Array>(
  to: T,
  from: Samples,
  { area, width, beyond }: { area: Area; width: number; beyond: Beyond },
): T {
  const { channels } = from;
  const height = to.length / channels / width;
  const columns = tapsOf(area.x, area.width / width, width);
  const rows = tapsOf(area.y, area.height / height, height);
  const left = columns[0]!.first;
  const last = columns[width - 1]!;
  const sourceColumns = Int32Array.from({ length: last.first + last.weights.length - left }, (_, i) =>
    within(left + i, from.width, beyond),
  );
  const line = new Float32Array(sourceColumns.length * channels);
  for (let row = 0, out = 0; row < height; row++) {
    weightRows(line, from, { taps: rows[row]!, sourceColumns, beyond });
    for (const { first, weights } of columns)
      for (let channel = 0; channel < channels; channel++, out++) {
        let sum = 0;
        for (let k = 0, at = (first - left) * channels + channel; k < weights.length; k++, at += channels)
          sum += weights[k]! * line[at]!;
        to[out] = sum;
      }
  }
  return to;
}

function weightRows(
  line: Float32Array,
  { width, height, data, channels }: Samples,
  { taps, sourceColumns, beyond }: { taps: Taps; sourceColumns: Int32Array; beyond: Beyond },
): void {
  line.fill(0);
  for (let k = 0; k < taps.weights.length; k++) {
    const row = within(taps.first + k, height, beyond);
    if (row < 0) continue;
    const weight = taps.weights[k]!;
    for (let i = 0, at = 0; i < sourceColumns.length; i++) {
      const column = sourceColumns[i]!;
      if (column < 0) at += channels;
      else
        for (let p = (row * width + column) * channels, end = p + channels; p < end; p++)
          line[at++]! += weight * data[p]!;
    }
  }
}

/** The samples of the source that make one of the result, with weights whose sum is 1. */
interface Taps {
  readonly first: number;
  readonly weights: Float32Array;
}

function tapsOf(start: number, scale: number, count: number): Taps[] {
  const stretch = Math.max(1, scale);
  const radius = LOBES * stretch;
  return Array.from({ length: count }, (_, i) => {
    // Centres of pixels are at halves.
    const centre = start + (i + 0.5) * scale - 0.5;
    const first = Math.ceil(centre - radius);
    const weights = Float32Array.from({ length: Math.floor(centre + radius) - first + 1 }, (_, k) =>
      lanczos((first + k - centre) / stretch),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

function lanczos(x: number): number {
  if (Math.abs(x) < 1e-6) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const angle = Math.PI * x;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}

/** @returns The position in a source of this size; −1 for black. */
function within(position: number, size: number, beyond: Beyond): number {
  if (position >= 0 && position < size) return position;
  if (beyond === 'black') return -1;
  const round = ((position % (2 * size)) + 2 * size) % (2 * size);
  return round < size ? round : 2 * size - 1 - round;
}
