import type { Curve, Frame, Rgb } from '@visavis/avatar';
import type { Picture } from '../picture/picture.js';
import { colourAt, luma } from './colours.js';
import { columnsOf, outOfFrame } from './frame.js';
import { clamp, median, rounded, smoothed, smoothStep } from './numbers.js';

/** How far inside and outside the landmarks' line the edge is looked for, and in which steps; half widths of the eye. */
const INSIDE = 0.06;
const OUTSIDE = 0.22;
const STEP = 0.01;
/** The edge is looked for up to here: beyond, lids and corners run together. */
const REACH = 0.92;
/** Levels by which ball and lid differ where the edge can be seen. */
const CLEAR = 14;
/** Share of the columns that have to see it. */
const ENOUGH = 0.5;
/** Columns to each side whose median counts: a lash or a catch light is narrower. */
const NEIGHBOURS = 3;

/** What a lid is known by. */
interface Kind {
  measure(colour: Rgb): number;
  /** Levels by which the ball differs from it at least. */
  readonly most: number;
}

const LASHES: Kind = { measure: (colour) => -luma(colour), most: Infinity };
const SKIN: Kind = { measure: (colour) => colour[0] - luma(colour), most: 16 };

/** Lids of one eye. */
interface Lids {
  readonly upperLid: Curve;
  readonly lowerLid: Curve;
}

/**
 * Moves the lids of the landmarks to where the ball is seen to end: the network puts them a pixel or two inside it, and
 * what lies between stays where it is while the iris turns. Above, the ball ends at the dark line of the lashes, below
 * where the colour turns to that of skin. Where the picture is too soft or too grey to show it, the landmarks stay.
 */
export function edgedLids(portrait: Picture, frame: Frame, { upperLid, lowerLid }: Lids): Lids {
  const edged = (lid: Curve, outwards: 1 | -1, { measure, most }: Kind): Curve =>
    moved(lid, outwards, (a, t) => {
      const profile = Array.from({ length: Math.round((INSIDE + OUTSIDE) / STEP) }, (_, k) =>
        measure(colourAt(portrait, outOfFrame(frame, { a, t: t + outwards * (k * STEP - INSIDE) }))),
      );
      return edgeOf(profile, most);
    });
  return { upperLid: edged(upperLid, -1, LASHES), lowerLid: edged(lowerLid, 1, SKIN) };
}

/**
 * @param profile Grows from ball to lid. @param most By which it falls at the edge, seen from the lid: between iris and lid
 * there may be white.
 * @returns Where the ball ends, from the landmarks' line outwards.
 */
function edgeOf(profile: readonly number[], most: number): number | undefined {
  const ball = median(profile.slice(0, 5));
  const lid = Math.max(...profile);
  if (lid - ball < CLEAR) return undefined;
  const edge = lid - Math.min(most, (lid - ball) / 2);
  const within = profile.slice(0, profile.indexOf(lid)).findLastIndex((value) => value < edge);
  return (within + 1) * STEP - INSIDE;
}

function moved(lid: Curve, outwards: 1 | -1, find: (a: number, t: number) => number | undefined): Curve {
  const columns = columnsOf(lid.reach, lid.t.length);
  const found = columns.map((a, i) => (Math.abs(a) < REACH ? find(a, lid.t[i]!) : undefined));
  const seen = found.filter((by) => by !== undefined);
  if (seen.length < ENOUGH * columns.filter((a) => Math.abs(a) < REACH).length) return lid;
  const usual = median(seen);
  const steady = columns.map((_, i) => {
    const near = found.slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1).filter((by) => by !== undefined);
    return near.length > 0 ? median(near) : usual;
  });
  const by = smoothed(steady, 4).map((value, i) => value * (1 - smoothStep(Math.abs(columns[i]!), REACH, 1.15)));
  return {
    reach: lid.reach,
    t: lid.t.map((t, i) => rounded(t + outwards * clamp(by[i]!, -INSIDE, OUTSIDE))),
  };
}
