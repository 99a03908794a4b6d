/** @returns 0 up to `from`, 1 from `to` on, and a smooth step between. */
export function smoothStep(x: number, from: number, to: number): number {
  const t = clamp((x - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

export const mix = (a: number, b: number, share: number): number => a + (b - a) * share;
export const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** The upper one of the two middle values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** @returns The number with few decimals: what is written to a file needs no more. */
export const rounded = (value: number, decimals = 4): number => Number(value.toFixed(decimals));

/** Averages neighbours with weights 1, 2, 1; the ends stay. */
export function smoothed(values: readonly number[], times: number): number[] {
  let line = [...values];
  for (let k = 0; k < times; k++)
    line = line.map((value, i) =>
      i === 0 || i === line.length - 1 ? value : (line[i - 1]! + 2 * value + line[i + 1]!) / 4,
    );
  return line;
}
