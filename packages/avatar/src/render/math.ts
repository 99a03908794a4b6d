export const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

export const clamp = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x);

/** 0 at or before `from`, 1 at or after `to`, smooth between (Hermite). */
export function smooth(x: number, from: number, to: number): number {
  const t = clamp((x - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** A bell of height 1 around 0. */
export const bell = (x: number, radius: number): number => Math.exp(-((x / radius) ** 2));
