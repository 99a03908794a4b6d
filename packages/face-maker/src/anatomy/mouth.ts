import type { Frame, MouthAnatomy, Rgb } from '@visavis/avatar';
import type { Landmark } from '../models/face-mesh.js';
import { CHIN, LEFT_CHEEK, LIT_SKIN, MOUTH, NOSE_BASE, RIGHT_CHEEK, SKIN } from '../models/mesh-points.js';
import type { Picture } from '../picture/picture.js';
import { brightest, channels, colourAt, luma, medianColour, wholeColour } from './colours.js';
import { curveThrough, frameBetween, intoFrame, outOfFrame, valueAt, type Local } from './frame.js';
import { clamp, mix, rounded, smoothed } from './numbers.js';

/** Curves reach beyond the corners, where the lips fade into the cheeks. */
const CURVE = { reach: 1.6, count: 65 };
/** A mouth whose lips are further apart in the picture, in half widths, is open. */
const PARTED = 0.09;
/** The least blue of skin in white light, as a share of its luma. */
const SKIN_BLUE = 0.66;
/** How far from the landmarks the line between closed lips may be, and the grey levels that a whole half width costs. */
const LINE_SEARCH = 0.11;
const LINE_PULL = 120;

/** @param points The landmarks in pixels of the video. */
export function readMouth(portrait: Picture, points: readonly Landmark[]): MouthAnatomy {
  const frame = frameBetween(points[MOUTH.left]!, points[MOUTH.right]!);
  const local = (index: number): Local => intoFrame(frame, points[index]!);
  const parted = local(MOUTH.lowerMiddle).t - local(MOUTH.upperMiddle).t > PARTED;
  const [left, right] = [local(MOUTH.left), local(MOUTH.right)];
  const between = (inner: readonly Local[]): Local[] => [left, ...inner.slice(1, -1), right];
  const upperInner = MOUTH.upperInner.map(local);
  const lowerInner = MOUTH.lowerInner.map(local);
  const closed = parted
    ? undefined
    : darkest(
        portrait,
        frame,
        upperInner.map(({ a, t }, i) => ({ a: (a + lowerInner[i]!.a) / 2, t: (t + lowerInner[i]!.t) / 2 })),
      );
  const lowerLine = curveThrough(between(closed ?? lowerInner), CURVE);
  const lowerLip = curveThrough(MOUTH.lowerOuter.map(local), CURVE);
  const colour = (index: number): Rgb => colourAt(portrait, points[index]!);
  const lipColours = [-0.5, -0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5].map((a) => {
    const t = mix(valueAt(lowerLine, a), valueAt(lowerLip, a), 0.5);
    return colourAt(portrait, outOfFrame(frame, { a, t }));
  });
  return {
    frame,
    upperLine: closed ? lowerLine : curveThrough(between(upperInner), CURVE),
    lowerLine,
    upperLip: curveThrough(MOUTH.upperOuter.map(local), CURVE),
    lowerLip,
    noseBase: rounded(local(NOSE_BASE).t),
    chin: rounded(local(CHIN).t),
    parted,
    ...coloursOf({
      skin: medianColour(SKIN.map(colour)),
      lip: medianColour(lipColours),
      lit: medianColour(brightest(LIT_SKIN.map(colour), 5)),
    }),
    sideLight: rounded(clamp((luma(colour(LEFT_CHEEK)) - luma(colour(RIGHT_CHEEK))) / 160, -0.6, 0.6)),
  };
}

/**
 * Where closed lips meet is the darkest line near the landmarks: on paintings and under a moustache the landmarks alone
 * are beside it, and a second edge would show.
 */
function darkest(portrait: Picture, frame: Frame, line: readonly Local[]): Local[] {
  const found = line.map(({ a, t }) => {
    let best = t;
    let least = Infinity;
    for (let d = -LINE_SEARCH; d <= LINE_SEARCH; d += 0.01) {
      const around = [-0.03, -0.015, 0, 0.015, 0.03].map((e) =>
        luma(colourAt(portrait, outOfFrame(frame, { a: a + e, t: t + d }))),
      );
      const darkness = around.reduce((sum, value) => sum + value, 0) / around.length + Math.abs(d) * LINE_PULL;
      if (darkness >= least) continue;
      least = darkness;
      best = t + d;
    }
    return best;
  });
  return smoothed(found, 1).map((t, i) => ({ a: line[i]!.a, t }));
}

/**
 * Colours of what the picture does not show. Teeth are something nearly white in the picture's own light: half of the
 * skin's hue, as bright as lit skin, and more of it under a yellow light or varnish. Where they are a constant white, they
 * look stuck on.
 */
function coloursOf({ skin, lip, lit }: { skin: Rgb; lip: Rgb; lit: Rgb }): Pick<MouthAnatomy, Colours> {
  const brightness = clamp(luma(lit) * 0.98 + 6, 40, 228);
  const warm = [1.02, 1, 0.96] as const;
  const hue = 0.5 + 0.2 * clamp((SKIN_BLUE - lit[2] / Math.max(1, luma(lit))) * 2, 0, 1);
  const dark = [0.3, 0.15, 0.15] as const;
  const flesh = [190, 95, 92] as const;
  return {
    skin: wholeColour(skin),
    lip: wholeColour(lip),
    teeth: wholeColour(
      channels((c) => Math.min(245, mix(brightness, (lit[c] * brightness) / Math.max(1, luma(lit)), hue) * warm[c])),
    ),
    tongue: wholeColour(channels((c) => mix(lip[c], (flesh[c] * luma(skin)) / 170, 0.45) * 0.86)),
    cavity: wholeColour(channels((c) => lip[c] * dark[c] + 4)),
  };
}

type Colours = 'skin' | 'lip' | 'teeth' | 'tongue' | 'cavity';
