/**
 * @returns A size of the same aspect ratio whose longer side is at most `longest`, never enlarged; both sides are even,
 * as 4:2:0 requires.
 */
export function fitWithin(width: number, height: number, longest: number): { width: number; height: number } {
  const factor = Math.min(1, longest / Math.max(width, height));
  const even = (side: number): number => Math.max(2, 2 * Math.floor((side * factor) / 2));
  return { width: even(width), height: even(height) };
}
