import type { Curve } from '../faces/anatomy.js';
import { clamp } from './math.js';

const STEPS = 256;

/** A curve of an anatomy made quick to read: smooth between its points, level beyond its ends. */
export class Line {
  readonly #t = new Float32Array(STEPS + 2);
  readonly #reach: number;

  constructor({ reach, t }: Curve) {
    this.#reach = reach;
    for (let i = 0; i <= STEPS; i++) this.#t[i] = between(t, (i / STEPS) * (t.length - 1));
    this.#t[STEPS + 1] = this.#t[STEPS]!;
  }

  at(a: number): number {
    const place = clamp(((a / this.#reach + 1) / 2) * STEPS, 0, STEPS);
    const i = Math.floor(place);
    const left = this.#t[i]!;
    return left + (this.#t[i + 1]! - left) * (place - i);
  }
}

/** Catmull–Rom spline through the points at 0, 1, 2 … */
function between(points: readonly number[], place: number): number {
  const i = Math.min(points.length - 2, Math.floor(place));
  const f = place - i;
  const point = (k: number): number => points[clamp(k, 0, points.length - 1)]!;
  const [a, b, c, d] = [point(i - 1), point(i), point(i + 1), point(i + 2)];
  return b + (f / 2) * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
}
