import type { Rgb } from '@visavis/avatar';
import { lumaOf, type Picture } from '../picture/picture.js';
import type { PicturePoint } from './frame.js';
import { clamp, median, mix } from './numbers.js';

export const luma = ([red, green, blue]: Rgb): number => lumaOf(red, green, blue);

/** @param place In pixels of the video, half the portrait's. */
export function colourAt({ width, height, rgba }: Picture, { x, y }: PicturePoint): Rgb {
  const column = clamp(Math.round(x * 2), 0, width - 1);
  const row = clamp(Math.round(y * 2), 0, height - 1);
  const p = (row * width + column) * 4;
  return [rgba[p]!, rgba[p + 1]!, rgba[p + 2]!];
}

/** The median of each channel. */
export const medianColour = (colours: readonly Rgb[]): Rgb =>
  channels((c) => median(colours.map((colour) => colour[c])));

export const meanColour = (colours: readonly Rgb[]): Rgb =>
  channels((c) => colours.reduce((sum, colour) => sum + colour[c], 0) / colours.length);

export const mixColours = (a: Rgb, b: Rgb, share: number): Rgb => channels((c) => mix(a[c], b[c], share));

export const channels = (of: (channel: 0 | 1 | 2) => number): Rgb => [of(0), of(1), of(2)];

/** @returns Whole numbers within 0…255. */
export const wholeColour = (colour: Rgb): Rgb => channels((c) => Math.round(clamp(colour[c], 0, 255)));

/** @returns The brightest `count`. */
export const brightest = (colours: readonly Rgb[], count: number): Rgb[] =>
  [...colours].sort((a, b) => luma(b) - luma(a)).slice(0, count);
