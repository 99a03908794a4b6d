import type { Anatomy, EyeAnatomy, Frame, HeadAnatomy } from '../anatomy.js';
import type { Framing } from './framing.js';

/** Distance of the nodes of the head's grid, pixels. */
const CELL = 8;

/** Where the parts of a face are in another picture of the same drawing. What is measured in half widths stays as it is. */
export function reframed({ mouth, eyes, head }: Anatomy, from: Framing, to: Framing): Anatomy {
  const scale = to.scale / from.scale;
  const x = (value: number): number => (value / from.scale + from.x - to.x) * to.scale;
  const y = (value: number): number => (value / from.scale + from.y - to.y) * to.scale;
  const moved = (frame: Frame): Frame => ({ ...frame, x: x(frame.x), y: y(frame.y), half: frame.half * scale });
  const eye = (anatomy: EyeAnatomy): EyeAnatomy => ({ ...anatomy, frame: moved(anatomy.frame) });
  const grid = (values: readonly number[], times: number): number[] => regrid(values, { from, to, times });
  const places: Omit<HeadAnatomy, 'depth' | 'share'> = {
    x: x(head.x),
    y: y(head.y),
    halfWidth: head.halfWidth * scale,
    halfHeight: head.halfHeight * scale,
    browY: y(head.browY),
    eyeY: y(head.eyeY),
    chinY: y(head.chinY),
    pivot: { x: x(head.pivot.x), y: y(head.pivot.y) },
  };
  return {
    mouth: { ...mouth, frame: moved(mouth.frame) },
    eyes: [eye(eyes[0]), eye(eyes[1])],
    head: { ...places, depth: grid(head.depth, scale), share: grid(head.share, 1) },
  };
}

/** Values at the nodes of another grid; beyond the edges of the first they go on as they are there. */
function regrid(
  values: readonly number[],
  { from, to, times }: { from: Framing; to: Framing; times: number },
): number[] {
  const across = from.width / CELL + 1;
  const down = from.height / CELL + 1;
  const inside = (value: number, size: number): number => Math.min(size - 1.001, Math.max(0, value));
  const out: number[] = [];
  for (let row = 0; row <= to.height / CELL; row++)
    for (let column = 0; column <= to.width / CELL; column++) {
      const u = inside((((column * CELL) / to.scale + to.x - from.x) * from.scale) / CELL, across);
      const v = inside((((row * CELL) / to.scale + to.y - from.y) * from.scale) / CELL, down);
      const [left, top] = [Math.floor(u), Math.floor(v)];
      const at = (dx: number, dy: number): number => values[(top + dy) * across + left + dx]!;
      const upper = at(0, 0) + (at(1, 0) - at(0, 0)) * (u - left);
      const lower = at(0, 1) + (at(1, 1) - at(0, 1)) * (u - left);
      out.push(Math.round((upper + (lower - upper) * (v - top)) * times));
    }
  return out;
}
