import type { MouthAnatomy, Rgb } from '@visavis/avatar';
import { channels, colourAt, luma, meanColour } from '../anatomy/colours.js';
import { columnsOf, outOfFrame, valueAt } from '../anatomy/frame.js';
import { mix } from '../anatomy/numbers.js';
import type { Picture } from '../picture/picture.js';

/** What distinguishes lips from what may be before them, in grey levels and colour levels. */
export interface MouthShown {
  /** How much the line between the lips, or what is between open lips, stands out against the lips. */
  readonly line: number;
  /** How much the lips differ from the skin around them. */
  readonly lips: number;
}

/** Measures a mouth over the middle of its width. A mask or a hand has landmarks of lips, but neither lips nor their line. */
export function mouthShown(
  portrait: Picture,
  { frame, upperLine, lowerLine, upperLip, lowerLip }: MouthAnatomy,
): MouthShown {
  const rows = columnsOf(0.6, 13).map((a) => {
    const at = (t: number): Rgb => colourAt(portrait, outOfFrame(frame, { a, t }));
    const [upper, lower] = [valueAt(upperLine, a), valueAt(lowerLine, a)];
    const [top, bottom] = [valueAt(upperLip, a), valueAt(lowerLip, a)];
    return {
      between: at((upper + lower) / 2),
      lips: [at(mix(upper, top, 0.55)), at(mix(lower, bottom, 0.55))],
      skin: [at(top - 0.22), at(bottom + 0.25)],
    };
  });
  const between = meanColour(rows.map((row) => row.between));
  const lips = meanColour(rows.flatMap((row) => row.lips));
  const skin = meanColour(rows.flatMap((row) => row.skin));
  return { line: Math.abs(luma(lips) - luma(between)), lips: difference(lips, skin) };
}

/** Differences of hue count twice: a shadow changes brightness alone. */
function difference(a: Rgb, b: Rgb): number {
  const hue = channels((c) => a[c] - luma(a) - (b[c] - luma(b)));
  return Math.abs(luma(a) - luma(b)) / 2 + Math.hypot(...hue);
}
