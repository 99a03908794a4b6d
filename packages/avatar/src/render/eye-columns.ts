import type { EyeAnatomy, Rgb } from '../faces/anatomy.js';
import { colourOf } from './colour.js';
import { Line } from './line.js';
import { clamp, mix, smooth } from './math.js';

/** How far an eye is drawn to the sides of its middle, in half eyes. */
export const EYE_REACH = 1.4;
/** Left or right, in the picture. */
export type Side = -1 | 1;
const COLUMNS = 192;
const PER_HALF = (COLUMNS - 1) / 2 / EYE_REACH;

/** What is known of an eye at each column of it, made quick to read. */
export class EyeColumns {
  readonly upperLid = new Float32Array(COLUMNS);
  readonly lowerLid = new Float32Array(COLUMNS);
  /** Above it the upper lid does not move. */
  readonly crease = new Float32Array(COLUMNS);
  /** Height between the lids. */
  readonly openings = new Float32Array(COLUMNS);
  /** 1 between the corners, fading to 0 outside them. */
  readonly share = new Float32Array(COLUMNS);
  /** 1 about a corner, where lashes, red and white reach beyond the lids. */
  readonly corner = new Float32Array(COLUMNS);
  /** Colours of the skin above the eye and under it, three channels a column. */
  readonly above: Float32Array;
  readonly below: Float32Array;

  constructor({ upperLid, lowerLid, brow, lidSkin }: EyeAnatomy, outer: Side) {
    const [up, low, browLine] = [new Line(upperLid), new Line(lowerLid), new Line(brow)];
    for (let i = 0; i < COLUMNS; i++) {
      const a = placeOf(i);
      this.upperLid[i] = up.at(a);
      this.lowerLid[i] = low.at(a);
      this.crease[i] = mix(browLine.at(a), this.upperLid[i]!, 0.25);
      this.openings[i] = Math.max(0, this.lowerLid[i]! - this.upperLid[i]!);
      this.share[i] = 1 - smooth(Math.abs(a), 0.98, 1.28);
      this.corner[i] =
        outer * a > 0
          ? smooth(outer * a, 0.6, 0.85) * (1 - smooth(outer * a, 1.26, 1.39))
          : smooth(-outer * a, 0.9, 1.05) * (1 - smooth(-outer * a, 1.14, 1.26));
    }
    this.above = coloursOf(lidSkin.above, upperLid.reach);
    this.below = coloursOf(lidSkin.below, upperLid.reach);
  }

  /** @returns The number of the column at `a`, which is within the reach. */
  at(a: number): number {
    return (a * PER_HALF + (COLUMNS - 1) / 2 + 0.5) | 0;
  }
}

const placeOf = (column: number): number => ((2 * column) / (COLUMNS - 1) - 1) * EYE_REACH;

function coloursOf(skin: readonly Rgb[], reach: number): Float32Array {
  const colours = new Float32Array(3 * COLUMNS);
  for (let i = 0; i < COLUMNS; i++) {
    const place = clamp((placeOf(i) / reach + 1) / 2, 0, 1) * (skin.length - 1);
    const k = Math.min(skin.length - 2, Math.floor(place));
    const [left, right] = [colourOf(skin[k]!), colourOf(skin[k + 1]!)];
    for (let channel = 0; channel < 3; channel++)
      colours[3 * i + channel] = mix(left[channel]!, right[channel]!, place - k);
  }
  return colours;
}
