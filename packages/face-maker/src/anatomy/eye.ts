import type { Curve, EyeAnatomy, Frame, Rgb } from '@visavis/avatar';
import type { Landmark } from '../models/face-mesh.js';
import type { EYES } from '../models/mesh-points.js';
import type { Picture } from '../picture/picture.js';
import { brightest, channels, colourAt, luma, meanColour, medianColour, wholeColour } from './colours.js';
import { columnsOf, curveThrough, frameBetween, intoFrame, outOfFrame, valueAt, type Local } from './frame.js';
import { fitIris } from './iris-fit.js';
import { edgedLids } from './lid-edge.js';
import { fitLids } from './lid-fit.js';
import { mix, smoothed } from './numbers.js';

/** Columns of the curves, and how far they reach beyond the corners, where the lids fade out. */
export const EYE_CURVE = { reach: 1.3, count: 65 };
/** How often neighbouring colours of the lids are averaged: skin is even, and what is not is a crease or a lash. */
const EVEN = 24;

/** @param points The landmarks in pixels of the video. @param skin Of the face. */
export function readEye(
  portrait: Picture,
  { points, eye, skin }: { points: readonly Landmark[]; eye: (typeof EYES)[number]; skin: Rgb },
): EyeAnatomy {
  const frame = frameBetween(points[eye.upper[0]]!, points[eye.upper[8]]!);
  const local = (index: number): Local => intoFrame(frame, points[index]!);
  const curve = (indices: readonly number[]): Curve => curveThrough(indices.map(local), EYE_CURVE);
  const fitted = fitLids(portrait, { frame, upperLid: curve(eye.upper), lowerLid: curve(eye.lower) }, skin);
  const { blinks } = fitted;
  const { upperLid, lowerLid } = blinks ? edgedLids(portrait, frame, fitted) : fitted;
  const lids = { upperLid, lowerLid, brow: curve(eye.brow) };
  const [centre, ...rim] = eye.iris.map(local) as [Local, ...Local[]];
  const radius = rim.reduce((sum, { a, t }) => sum + Math.hypot(a - centre.a, t - centre.t), 0) / rim.length;
  const opening = valueAt(lowerLid, centre.a) - valueAt(upperLid, centre.a);
  return {
    frame,
    ...lids,
    iris: fitIris(portrait, frame, { centre, radius, opening }),
    lidSkin: lidSkin(portrait, frame, lids),
    lash: lashColour(portrait, frame, upperLid),
    blinks,
  };
}

type Lids = Pick<EyeAnatomy, 'upperLid' | 'lowerLid' | 'brow'>;

/**
 * The colour of clean lid skin in each column: the brightest third of what lies between the brow and the lashes, and of
 * the skin under the eye. Shadows, creases and lashes between them are darker.
 */
function lidSkin(portrait: Picture, frame: Frame, { upperLid, lowerLid, brow }: Lids): EyeAnatomy['lidSkin'] {
  const columns = columnsOf(EYE_CURVE.reach, EYE_CURVE.count);
  const pick = (a: number, from: number, to: number): Rgb =>
    meanColour(
      brightest(
        Array.from({ length: 9 }, (_, k) => colourAt(portrait, outOfFrame(frame, { a, t: mix(from, to, k / 8) }))),
        3,
      ),
    );
  const above = columns.map((a, i) =>
    pick(a, mix(brow.t[i]!, upperLid.t[i]!, 0.4), mix(brow.t[i]!, upperLid.t[i]!, 0.85)),
  );
  const below = columns.map((a, i) => pick(a, lowerLid.t[i]! + 0.14, lowerLid.t[i]! + 0.42));
  return { above: evened(above), below: evened(below) };
}

function evened(colours: readonly Rgb[]): Rgb[] {
  const lines = ([0, 1, 2] as const).map((c) =>
    smoothed(
      colours.map((colour) => colour[c]),
      EVEN,
    ),
  );
  return colours.map((_, i) => wholeColour(channels((c) => lines[c]![i]!)));
}

/** The darkest colour on the upper margin, in the middle of its columns. */
function lashColour(portrait: Picture, frame: Frame, upperLid: Curve): Rgb {
  const columns = columnsOf(EYE_CURVE.reach, EYE_CURVE.count);
  const darkest = columns.slice(8, -8).map((a, i) => {
    const colours = Array.from({ length: 8 }, (_, k) =>
      colourAt(portrait, outOfFrame(frame, { a, t: upperLid.t[i + 8]! - 0.1 + k * 0.02 })),
    );
    return colours.reduce((dark, colour) => (luma(colour) < luma(dark) ? colour : dark));
  });
  return wholeColour(medianColour(darkest));
}
