import type { EyeAnatomy, Frame } from '@visavis/avatar';
import type { Picture } from '../picture/picture.js';
import { colourAt, luma } from './colours.js';
import { outOfFrame, type Local } from './frame.js';
import { rounded } from './numbers.js';

/** The rim of an iris is looked for to the left and right of its centre, where no lid covers it: angles in radians. */
const ANGLES = [-0.5, -0.25, 0, 0.25, 0.5].flatMap((angle) => [angle, Math.PI - angle]);
/** Radii that are tried, as shares of the one that the landmarks have. */
const SMALLEST = 0.75;
const LARGEST = 1.5;
/** The same as a share of the eye's opening, for eyes that are larger than those of people. */
const OF_OPENING = 0.6;
/** Half the width of a rim, in half widths of the eye. */
const RIM = 0.06;
/** What a radius must be better by, in grey levels, for each share by which it differs from the landmarks'. */
const PULL = 12;

/**
 * The network knows irises of people, which all have about one size; those of drawings are larger. Takes the radius at
 * which the picture gets brighter outwards the most.
 *
 * @param centre,radius Of the landmarks. @param opening Of the lids, at the centre.
 */
export function fitIris(
  portrait: Picture,
  frame: Frame,
  { centre, radius, opening }: { centre: Local; radius: number; opening: number },
): EyeAnatomy['iris'] {
  const brightness = (distance: number): number => {
    const values = ANGLES.map((angle) => {
      const place = { a: centre.a + distance * Math.cos(angle), t: centre.t + distance * Math.sin(angle) };
      return luma(colourAt(portrait, outOfFrame(frame, place)));
    });
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const largest = Math.max(LARGEST, (OF_OPENING * opening) / radius);
  let best = 1;
  let most = -Infinity;
  for (let share = SMALLEST; share <= largest; share += 0.025) {
    const rise = brightness(radius * share + RIM) - brightness(radius * share - RIM) - Math.abs(share - 1) * PULL;
    if (rise <= most) continue;
    most = rise;
    best = share;
  }
  return { a: rounded(centre.a), t: rounded(centre.t), radius: rounded(radius * best) };
}
