import type { HeadAnatomy } from '@visavis/avatar';
import type { Landmark } from '../models/face-mesh.js';
import { BROWS, CHIN, FOREHEAD, LEFT_EAR, OVAL, RIGHT_EAR, UPPER_LIDS } from '../models/mesh-points.js';
import { clamp, mix, rounded, smoothStep } from './numbers.js';

/** Distance of the nodes of the grid, pixels of the video. */
const GRID = 8;
/** Each landmark speaks for the depth of this many pixels around it. */
const SPLAT = 9;
/** Depth of the back of the hair, in half widths of the face, behind the plane of the ears. */
const BACK = 0.45;

/** @param points The landmarks in pixels of the video. @param size Of the video. */
export function readHead(
  points: readonly Landmark[],
  { width, height }: { width: number; height: number },
): HeadAnatomy {
  const at = (index: number): Landmark => points[index]!;
  const top = at(FOREHEAD).y;
  const chinY = at(CHIN).y;
  const halfWidth = Math.hypot(at(RIGHT_EAR).x - at(LEFT_EAR).x, at(RIGHT_EAR).y - at(LEFT_EAR).y) / 2;
  const oval = {
    x: (at(LEFT_EAR).x + at(RIGHT_EAR).x) / 2,
    y: (top + chinY) / 2,
    halfWidth,
    halfHeight: (chinY - top) / 2,
  };
  const nodes: { x: number; y: number }[] = [];
  for (let y = 0; y <= height; y += GRID) for (let x = 0; x <= width; x += GRID) nodes.push({ x, y });
  const depthAt = depthOf(points, oval);
  const depth = smoothedGrid(nodes.map(depthAt), width / GRID + 1);
  return {
    ...mapped(oval, (value) => rounded(value)),
    browY: rounded(mean(BROWS.map((index) => at(index).y))),
    eyeY: rounded(mean(UPPER_LIDS.map((index) => at(index).y))),
    chinY: rounded(chinY),
    pivot: { x: rounded(oval.x), y: rounded(chinY + oval.halfHeight * 0.25) },
    depth: depth.map((value) => Math.round(value)),
    share: nodes.map((node) => Math.round(255 * shareAt(node, oval, chinY))),
  };
}

type Oval = Pick<HeadAnatomy, 'x' | 'y' | 'halfWidth' | 'halfHeight'>;
type Node = { readonly x: number; readonly y: number };

/** The landmarks' own depth inside the face; outside its rim, the rim's depth falls off to the back of the hair. */
function depthOf(points: readonly Landmark[], { x, y, halfWidth, halfHeight }: Oval): (node: Node) => number {
  const ears = (points[LEFT_EAR]!.z + points[RIGHT_EAR]!.z) / 2;
  const polar = (dx: number, dy: number) => ({
    angle: Math.atan2(dy / halfHeight, dx / halfWidth),
    radius: Math.hypot(dx / halfWidth, dy / halfHeight),
  });
  const rim = OVAL.map((index) => {
    const point = points[index]!;
    return { ...polar(point.x - x, point.y - y), depth: ears - point.z };
  }).sort((a, b) => a.angle - b.angle);
  return (node) => {
    let weights = 0;
    let sum = 0;
    for (const point of points.slice(0, 468)) {
      const distance = ((point.x - node.x) ** 2 + (point.y - node.y) ** 2) / (2 * SPLAT * SPLAT);
      if (distance > 9) continue;
      const weight = Math.exp(-distance);
      weights += weight;
      sum += weight * (ears - point.z);
    }
    const { angle, radius } = polar(node.x - x, node.y - y);
    const edge = onRim(rim, angle);
    const outside = mix(edge.depth, -BACK * halfWidth, smoothStep(radius / edge.radius, 1, 1.6));
    return weights === 0 ? outside : mix(outside, sum / weights, smoothStep(weights / 1.2, 0.1, 0.9));
  };
}

interface RimPoint {
  readonly angle: number;
  readonly radius: number;
  readonly depth: number;
}

/** @returns The rim in a direction, between its two nearest points. */
function onRim(rim: readonly RimPoint[], angle: number): { radius: number; depth: number } {
  const found = rim.findIndex((point) => point.angle > angle);
  const next = rim[found < 0 ? 0 : found]!;
  const last = rim.at(found < 0 ? -1 : found - 1)!;
  const turn = (from: number, to: number): number => (to - from + 2 * Math.PI) % (2 * Math.PI);
  const share = clamp(turn(last.angle, angle) / (turn(last.angle, next.angle) || 1), 0, 1);
  return { radius: mix(last.radius, next.radius, share), depth: mix(last.depth, next.depth, share) };
}

/** Head and hair move as one; the motion fades over what surrounds them and down the neck. */
function shareAt(node: Node, { x, y, halfWidth, halfHeight }: Oval, chinY: number): number {
  const across = Math.abs(node.x - x) / (halfWidth * 1.42);
  const down = Math.abs(node.y - (y - halfHeight * 0.25)) / (halfHeight * 1.45);
  const out = (across ** 4 + down ** 4) ** 0.25;
  const neck = 1 - smoothStep(node.y, chinY + halfHeight * 0.12, chinY + halfHeight * 0.75);
  return (1 - smoothStep(out, 1, 1.5)) * neck;
}

/** Two passes of a small blur; the rim of the grid stays. */
function smoothedGrid(values: readonly number[], columns: number): number[] {
  let grid = [...values];
  const kernel = [1, 2, 1, 2, 4, 2, 1, 2, 1];
  const rows = values.length / columns;
  for (let pass = 0; pass < 2; pass++)
    grid = grid.map((value, i) => {
      const column = i % columns;
      const row = Math.floor(i / columns);
      if (column === 0 || row === 0 || column === columns - 1 || row === rows - 1) return value;
      return kernel.reduce((sum, weight, k) => {
        const neighbour = i + (Math.floor(k / 3) - 1) * columns + (k % 3) - 1;
        return sum + (weight * grid[neighbour]!) / 16;
      }, 0);
    });
  return grid;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const mapped = (oval: Oval, of: (value: number) => number): Oval => ({
  x: of(oval.x),
  y: of(oval.y),
  halfWidth: of(oval.halfWidth),
  halfHeight: of(oval.halfHeight),
});
