import type { MouthShape } from '../rig/face-pose.js';
import { blend } from './blend.js';
import { SHAPES, type TimedViseme } from './visemes.js';

/** A mouth closed by the lips or by the teeth, and when it must be seen so, ms. */
export interface Closure extends TimedViseme {
  readonly viseme: 'PP' | 'FF';
}

/**
 * A shorter closure would fall between two pictures: it is shown at least this long, around the middle of its sound. A lip at
 * the teeth is a thin bright line, which a narrow link shows sharply in the second picture only.
 */
const SEEN_MS = { PP: 44, FF: 72 } as const;
/** Time in which the mouth closes, and opens again: lips need two or three pictures for it. */
const MOVING_MS = 100;

/** @returns The closures among sounds in ascending order, each long enough to be seen. */
export function closuresOf(visemes: readonly TimedViseme[]): Closure[] {
  const closures: Closure[] = [];
  for (const { viseme, startMs, endMs } of visemes) {
    if (viseme !== 'PP' && viseme !== 'FF') continue;
    const more = Math.max(0, SEEN_MS[viseme] - (endMs - startMs)) / 2;
    const before = closures.at(-1);
    let fromMs = startMs - more;
    // Where two would be seen at once, they meet in the middle.
    if (before && before.endMs > fromMs) {
      fromMs = (before.endMs + fromMs) / 2;
      closures[closures.length - 1] = { ...before, endMs: fromMs };
    }
    closures.push({ viseme, startMs: fromMs, endMs: endMs + more });
  }
  return closures;
}

/** @param most How closed at most, 0…1. @returns `shape`, closed as far as the closures around `ms` require. */
export function closedFor(closures: readonly Closure[], ms: number, shape: MouthShape, most = 1): MouthShape {
  const near = closures.filter(({ startMs, endMs }) => ms > startMs - MOVING_MS && ms < endMs + MOVING_MS);
  if (near.length === 0 || most === 0) return shape;
  // Evenly over the time: haste at any point of the way would show as a jump between two pictures.
  const weights = near.map(({ startMs, endMs }) => most * (1 - Math.max(0, startMs - ms, ms - endMs) / MOVING_MS));
  const leftBy = (but: number): number =>
    weights.reduce((left, weight, i) => (i === but ? left : left * (1 - weight)), 1);
  return blend([
    { shape, weight: leftBy(-1) },
    ...near.map(({ viseme }, i) => ({ shape: SHAPES[viseme], weight: (weights[i] as number) * leftBy(i) })),
  ]);
}
