import type { Curve, Frame } from '@visavis/avatar';
import { mix, rounded, smoothed } from './numbers.js';

/** A place in pixels of the video picture. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** A place in a frame. */
export interface Local {
  readonly a: number;
  readonly t: number;
}

/** @returns The frame whose corners are at a = −1 and a = 1. */
export function frameBetween(left: PicturePoint, right: PicturePoint): Frame {
  const half = Math.hypot(right.x - left.x, right.y - left.y) / 2;
  return {
    x: (left.x + right.x) / 2,
    y: (left.y + right.y) / 2,
    ux: (right.x - left.x) / (2 * half),
    uy: (right.y - left.y) / (2 * half),
    half,
  };
}

export function intoFrame({ x, y, ux, uy, half }: Frame, place: PicturePoint): Local {
  const dx = place.x - x;
  const dy = place.y - y;
  return { a: (dx * ux + dy * uy) / half, t: (dy * ux - dx * uy) / half };
}

export function outOfFrame({ x, y, ux, uy, half }: Frame, { a, t }: Local): PicturePoint {
  return { x: x + (a * ux - t * uy) * half, y: y + (a * uy + t * ux) * half };
}

/** @returns The positions of the `count` columns of a curve, from −reach to +reach. */
export const columnsOf = (reach: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => -reach + (2 * reach * i) / (count - 1));

/** A smooth curve through points, level beyond the outermost of them. */
export function curveThrough(points: readonly Local[], { reach, count }: { reach: number; count: number }): Curve {
  const line = [...points].sort((p, q) => p.a - q.a);
  const t = columnsOf(reach, count).map((a) => along(line, a));
  return { reach, t: smoothed(t, 3).map((value) => rounded(value)) };
}

function along(line: readonly Local[], a: number): number {
  const next = line.findIndex((point) => point.a > a);
  if (next === 0) return line[0]!.t;
  if (next < 0) return line.at(-1)!.t;
  const from = line[next - 1]!;
  const to = line[next]!;
  const share = (a - from.a) / (to.a - from.a);
  // Between a straight line, which has corners, and a smooth step, which has terraces.
  return mix(from.t, to.t, share * share * (3 - 2 * share) * 0.35 + share * 0.65);
}

/** @returns The value of a curve, between its columns. */
export function valueAt({ reach, t }: Curve, a: number): number {
  const at = Math.min(t.length - 1, Math.max(0, ((a + reach) / (2 * reach)) * (t.length - 1)));
  const column = Math.min(t.length - 2, Math.floor(at));
  return mix(t[column]!, t[column + 1]!, at - column);
}
