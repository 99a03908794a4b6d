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

/**
 * Row by row: first the rows of the source are weighted into one line, then the line is sampled. The loops work on lines
 * of one type, whatever the source holds, so that they are compiled for that type alone.
 */
function resampleInto<T extends Uint8ClampedArray | Float32Array>(
  to: T,
  from: Samples,
  { area, width, beyond }: { area: Area; width: number; beyond: Beyond },
): T {
  const { channels } = from;
  const height = to.length / channels / width;
  const columns = tapsOf(area.x, area.width / width, width);
  const rows = tapsOf(area.y, area.height / height, height);
  const line = new SourceLine(from, columns, beyond);
  const sampled = new Float64Array(width * channels);
  const sample = channels === 1 ? sampleValues : samplePixels;
  for (let row = 0; row < height; row++) {
    line.weigh(rows, row);
    sample(line.values, columns, sampled);
    to.set(sampled, row * sampled.length);
  }
  return to;
}

/** The columns of a source that make the columns of the result, as the weighted sum of some rows. */
class SourceLine {
  readonly values: Float32Array;
  readonly #from: Samples;
  readonly #beyond: Beyond;
  /** A row of the source in the same columns. */
  readonly #row: Float32Array;
  /** What the source has of these columns, and where in the line it begins. */
  readonly #inside: { readonly first: number; readonly end: number; readonly at: number };
  /** Columns of the source that are seen again in the line, beyond the edges. */
  readonly #mirrored: readonly { readonly column: number; readonly at: number }[];

  constructor(from: Samples, { firsts, counts }: Taps, beyond: Beyond) {
    const { width, channels } = from;
    const start = firsts[0]!;
    const columns = firsts.at(-1)! + counts.at(-1)! - start;
    this.#from = from;
    this.#beyond = beyond;
    this.values = new Float32Array(columns * channels);
    this.#row = new Float32Array(columns * channels);
    const first = Math.max(0, start);
    const end = Math.min(width, start + columns);
    this.#inside = end > first ? { first, end, at: (first - start) * channels } : { first: 0, end: 0, at: 0 };
    this.#mirrored = Array.from({ length: columns }, (_, i) => ({
      column: within(start + i, width, beyond),
      at: i * channels,
    })).filter(({ column }, i) => column >= 0 && column !== start + i);
  }

  /** Takes the rows that make one row of the result. */
  weigh({ firsts, counts, most, weights }: Taps, row: number): void {
    this.values.fill(0);
    for (let k = 0; k < counts[row]!; k++) {
      const source = within(firsts[row]! + k, this.#from.height, this.#beyond);
      if (source < 0) continue;
      this.#read(source);
      addWeighted(this.values, this.#row, weights[row * most + k]!);
    }
  }

  #read(row: number): void {
    const { width, data, channels } = this.#from;
    const { first, end, at } = this.#inside;
    this.#row.set(data.subarray((row * width + first) * channels, (row * width + end) * channels), at);
    for (const { column, at } of this.#mirrored)
      for (let channel = 0; channel < channels; channel++)
        this.#row[at + channel] = data[(row * width + column) * channels + channel]!;
  }
}

function addWeighted(sums: Float32Array, values: Float32Array, weight: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += weight * values[i]!;
}

function sampleValues(line: Float32Array, { firsts, counts, most, weights }: Taps, to: Float64Array): void {
  for (let i = 0; i < to.length; i++) {
    let at = firsts[i]! - firsts[0]!;
    let sum = 0;
    for (let k = i * most, end = k + counts[i]!; k < end; k++) sum += weights[k]! * line[at++]!;
    to[i] = sum;
  }
}

/** The same of four values a pixel, side by side: a weight is read once for all of them. */
function samplePixels(line: Float32Array, { firsts, counts, most, weights }: Taps, to: Float64Array): void {
  for (let i = 0, out = 0; out < to.length; i++, out += 4) {
    let at = (firsts[i]! - firsts[0]!) * 4;
    let [red, green, blue, opacity] = [0, 0, 0, 0];
    for (let k = i * most, end = k + counts[i]!; k < end; k++, at += 4) {
      const weight = weights[k]!;
      red += weight * line[at]!;
      green += weight * line[at + 1]!;
      blue += weight * line[at + 2]!;
      opacity += weight * line[at + 3]!;
    }
    to[out] = red;
    to[out + 1] = green;
    to[out + 2] = blue;
    to[out + 3] = opacity;
  }
}

/** For each sample of the result: the first of the source's, how many follow, and their weights, whose sum is 1. */
interface Taps {
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  /** `most` of each sample, of which the first `counts` count. */
  readonly weights: Float32Array;
  readonly most: number;
}

function tapsOf(start: number, scale: number, count: number): Taps {
  const stretch = Math.max(1, scale);
  const radius = LOBES * stretch;
  const most = Math.floor(2 * radius) + 1;
  const firsts = new Int32Array(count);
  const counts = new Int32Array(count);
  const weights = new Float32Array(count * most);
  for (let i = 0; i < count; i++) {
    // Centres of pixels are at halves.
    const centre = start + (i + 0.5) * scale - 0.5;
    const first = Math.ceil(centre - radius);
    const own = weights.subarray(i * most, i * most + Math.floor(centre + radius) - first + 1);
    let sum = 0;
    for (let k = 0; k < own.length; k++) sum += own[k] = lanczos((first + k - centre) / stretch);
    for (let k = 0; k < own.length; k++) own[k]! /= sum;
    firsts[i] = first;
    counts[i] = own.length;
  }
  return { firsts, counts, weights, most };
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
