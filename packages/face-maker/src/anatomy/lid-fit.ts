import type { Curve, EyeAnatomy, Frame, Rgb } from '@visavis/avatar';
import type { Picture } from '../picture/picture.js';
import { colourAt, luma } from './colours.js';
import { outOfFrame, valueAt } from './frame.js';
import { median, rounded, smoothStep } from './numbers.js';

/** Columns at which the opening of an eye is measured by colour. */
const COLUMNS = [-0.5, -0.25, 0, 0.25, 0.5];
const STEP = 0.02;
/** Skin that goes on for this long is skin, and no highlight in the eye. */
const SKIN_RUN = 0.08;
/** Lashes and their shadow lie between a margin and the skin: this much, in half widths, is no larger eye. */
const LASHES = 0.3;
/** The line that is drawn around an eye. */
const OUTLINE = 0.06;
/** Levels of red or blue by which another hue differs from skin. */
const OTHER_HUE = 16;
/** No eye reaches further beyond its landmarks. */
const FURTHEST = 1.4;
/** Columns that differ by more do not see one margin. */
const MAX_SPREAD = 0.4;
/** An eye that is open further, in half widths, is none of a person: its lid would be torn in a blink. */
const MAX_OPENING = 1.25;

/** The lids of one eye, and whether they can close. */
export type FittedLids = Pick<EyeAnatomy, 'upperLid' | 'lowerLid' | 'blinks'>;

/**
 * Compares the lids of the landmarks with the colours of the picture. The network knows eyes of people: those of large
 * drawn eyes it places inside the ball, where a blink would leave the eye half open. There the lids are moved to where
 * the skin begins.
 *
 * @param skin Of the face, where no eye can be.
 */
export function fitLids(
  portrait: Picture,
  { frame, upperLid, lowerLid }: { frame: Frame; upperLid: Curve; lowerLid: Curve },
  skin: Rgb,
): FittedLids {
  const isSkin = like(skin);
  const beyond = (lid: Curve, direction: 1 | -1): number[] =>
    COLUMNS.map((a) => {
      const start = valueAt(lid, a);
      let run = 0;
      for (let d = 0; d < FURTHEST; d += STEP) {
        run = isSkin(colourAt(portrait, outOfFrame(frame, { a, t: start + direction * d }))) ? run + STEP : 0;
        if (run >= SKIN_RUN) return d - run;
      }
      return FURTHEST;
    });
  const [up, down] = [beyond(upperLid, -1), beyond(lowerLid, 1)];
  const larger = (found: number[]): number => (median(found) > LASHES ? median(found) - OUTLINE : 0);
  const [rise, drop] = [larger(up), larger(down)];
  const fitted = { upperLid: moved(upperLid, -rise), lowerLid: moved(lowerLid, drop) };
  const opening = valueAt(fitted.lowerLid, 0) - valueAt(fitted.upperLid, 0);
  const spread = Math.max(rise && spreadOf(up), drop && spreadOf(down));
  return { ...fitted, blinks: opening < MAX_OPENING && spread < MAX_SPREAD };
}

const spreadOf = (found: readonly number[]): number => Math.max(...found) - Math.min(...found);

/**
 * Skin varies in brightness far more than in hue, and in shade it gets redder: what is less red than it, or bluer, is
 * white or an iris, and what is almost black is a pupil or a line.
 */
function like(skin: Rgb): (colour: Rgb) => boolean {
  return (colour) => {
    const brightness = luma(colour) / Math.max(1, luma(skin));
    if (brightness < 0.15 || brightness > 1.5) return false;
    const beyondSkin = (c: 0 | 2): number => colour[c] - luma(colour) - (skin[c] - luma(skin)) * brightness;
    return beyondSkin(0) > -OTHER_HUE && beyondSkin(2) < OTHER_HUE;
  };
}

/** Moves the middle of a lid; its corners stay. */
function moved(lid: Curve, by: number): Curve {
  if (by === 0) return lid;
  const { reach, t } = lid;
  const columns = t.length - 1;
  return {
    reach,
    t: t.map((value, i) => rounded(value + by * (1 - smoothStep(Math.abs((2 * i) / columns - 1) * reach, 0.5, 1.1)))),
  };
}
