import type { Rgb } from '../faces/anatomy.js';

/**
 * A colour as its distance from black, in YUV of BT.601: luma over 16, chroma around 128. In this form light is a factor and
 * a mixture is a mixture, as in RGB.
 */
export type Colour = readonly [y: number, u: number, v: number];

/** Levels that the three planes have for black. */
export const BLACK = [16, 128, 128] as const;

/** @see ITU-R BT.601-7 §2.5, limited range. */
export function colourOf([r, g, b]: Rgb): Colour {
  return [
    0.2568 * r + 0.5041 * g + 0.0979 * b,
    -0.1482 * r - 0.291 * g + 0.4392 * b,
    0.4392 * r - 0.3678 * g - 0.0714 * b,
  ];
}

/** @returns The colour with each of its parts scaled, as through a filter. */
export const filtered = ([r, g, b]: Rgb, [kr, kg, kb]: Rgb): Colour => colourOf([r * kr, g * kg, b * kb]);
