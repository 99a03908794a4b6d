import type { MouthShape } from '../rig/face-pose.js';
import { CLOSED } from './visemes.js';

export const MOUTH_KEYS = Object.keys(CLOSED) as readonly (keyof MouthShape)[];

/** Weighted mean of shapes. @returns A closed mouth when nothing has weight. */
export function blend(parts: readonly { shape: MouthShape; weight: number }[]): MouthShape {
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  if (total <= 0) return CLOSED;
  const mean = (key: keyof MouthShape): number =>
    parts.reduce((sum, part) => sum + part.shape[key] * part.weight, 0) / total;
  return Object.fromEntries(MOUTH_KEYS.map((key) => [key, mean(key)])) as unknown as MouthShape;
}

/** @param amount 0 returns `from`, 1 returns `to`. */
export function between(from: MouthShape, to: MouthShape, amount: number): MouthShape {
  return blend([
    { shape: from, weight: 1 - amount },
    { shape: to, weight: amount },
  ]);
}
