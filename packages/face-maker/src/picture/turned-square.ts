import type { Picture } from './picture.js';

/** A square that lies turned in a picture. */
export interface TurnedSquare {
  readonly x: number;
  readonly y: number;
  /** Length of a side, pixels. */
  readonly side: number;
  /** How far its upright is turned clockwise, radians. */
  readonly angle: number;
}

/** More samples a pixel would show no difference. */
const MAX_SAMPLES = 6;

/** @returns The square set upright, as `size` × `size` × red, green, blue, 0…1; black beyond the picture. */
export function cutUpright(picture: Picture, square: TurnedSquare, size: number): Float32Array {
  const out = new Float32Array(size * size * 3);
  const step = square.side / size;
  const samples = Math.min(MAX_SAMPLES, Math.max(1, Math.round(step)));
  const part = 1 / (samples * samples * 255);
  const [corner, right, below] = [outOf(square, 0, 0), outOf(square, 1, 0), outOf(square, 0, 1)];
  const across = { x: (right.x - corner.x) / size, y: (right.y - corner.y) / size };
  const down = { x: (below.x - corner.x) / size, y: (below.y - corner.y) / size };
  for (let row = 0, at = 0; row < size; row++)
    for (let column = 0; column < size; column++, at += 3)
      for (let sub = 0; sub < samples * samples; sub++) {
        const u = column + ((sub % samples) + 0.5) / samples;
        const v = row + (Math.floor(sub / samples) + 0.5) / samples;
        const place = { x: corner.x + u * across.x + v * down.x, y: corner.y + u * across.y + v * down.y };
        addSample(picture, place, { out, at, part });
      }
  return out;
}

/** @param u,v A place in the upright square, 0…1. @returns The same place in the picture. */
export function outOf({ x, y, side, angle }: TurnedSquare, u: number, v: number): { x: number; y: number } {
  const across = (u - 0.5) * side;
  const down = (v - 0.5) * side;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return { x: x + across * cos - down * sin, y: y + across * sin + down * cos };
}

function addSample(
  { width, height, rgba }: Picture,
  { x, y }: { x: number; y: number },
  { out, at, part }: { out: Float32Array; at: number; part: number },
): void {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  const right = x - 0.5 - left;
  const below = y - 0.5 - top;
  for (let corner = 0; corner < 4; corner++) {
    const column = left + (corner & 1);
    const row = top + (corner >> 1);
    if (column < 0 || row < 0 || column >= width || row >= height) continue;
    const weight = part * (corner & 1 ? right : 1 - right) * (corner >> 1 ? below : 1 - below);
    const p = (row * width + column) * 4;
    for (let channel = 0; channel < 3; channel++) out[at + channel]! += weight * rgba[p + channel]!;
  }
}
