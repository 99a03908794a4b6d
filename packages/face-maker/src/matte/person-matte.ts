import { clamp } from '../anatomy/numbers.js';
import type { Picture, Plane } from '../picture/picture.js';
import { lumaPlane } from '../picture/picture.js';
import { resample, resamplePlane } from '../picture/resample.js';
import { boxMean, guidedFilter } from './guided-filter.js';

/** The filter works at half the size of the portrait: radius and evenness that keep curls and drop the wall's grain. */
const RADIUS = 8;
const EPSILON = 4e-4;
/**
 * Where the network doubts: below the first it sees no person, above the second all person. Its doubt is wide where hair
 * lies before something as dark, and would be seen as a smear before a light background.
 */
const DOUBT = [0.4, 0.7] as const;
/** What the filter leaves of a wall, and what it takes from a person. */
const WALL = 0.25;
const PERSON = 0.8;
/** Parts of a person that the face is not joined to are other people, or things. */
const JOINED = 0.4;

/**
 * How much of each pixel of a portrait is the person, 0…1.
 *
 * @param rough What the network has found, at any size. @param face A place inside the face, as shares of the sides.
 */
export function personMatte(portrait: Picture, rough: Plane, face: { u: number; v: number }): Float32Array {
  const { width, height, rgba } = portrait;
  const half = { width: width / 2, height: height / 2 };
  const joined = certain(resamplePlane(joinedTo(rough, face), half.width, half.height));
  const small = resample(portrait, { x: 0, y: 0, width, height }, half);
  const { slope, offset } = guidedFilter(lumaPlane(small), joined, RADIUS, EPSILON);
  const near = spread(joined);
  const luma = lumaPlane(portrait).values;
  const [slopes, offsets, allowed] = [slope, offset, near].map((plane) => resamplePlane(plane, width, height).values);
  return luma.map((value, i) => {
    const mask = (slopes![i]! * value + offsets![i]! - WALL) / (PERSON - WALL);
    const opacity = rgba[4 * i + 3]! / 255;
    return decided(clamp(mask, 0, 1) * clamp(allowed![i]!, 0, 1) * opacity);
  });
}

/** What is almost all person, or almost none, is so exactly: a renderer need not mix it. */
const decided = (share: number): number => (share > 0.98 ? 1 : share < 0.02 ? 0 : share);

/** Keeps the part of a mask that a place belongs to. */
function joinedTo({ width, height, values }: Plane, { u, v }: { u: number; v: number }): Plane {
  const kept = new Float32Array(values.length);
  const waiting = [Math.floor(v * height) * width + Math.floor(u * width)];
  const seen = new Uint8Array(values.length);
  while (waiting.length > 0) {
    const at = waiting.pop()!;
    if (seen[at] || values[at]! < JOINED) continue;
    seen[at] = 1;
    const x = at % width;
    if (x > 0) waiting.push(at - 1);
    if (x < width - 1) waiting.push(at + 1);
    if (at >= width) waiting.push(at - width);
    if (at < values.length - width) waiting.push(at + width);
  }
  // Its soft edge belongs to it as well.
  const reach = boxMean(Float32Array.from(seen), { width, height, radius: 4 });
  for (let i = 0; i < kept.length; i++) kept[i] = reach[i]! > 0 ? values[i]! : 0;
  return { width, height, values: kept };
}

const certain = ({ values, ...size }: Plane): Plane => ({
  ...size,
  values: values.map((value) => clamp((value - DOUBT[0]) / (DOUBT[1] - DOUBT[0]), 0, 1)),
});

/** Where hair may still be: 1 within a few pixels of the mask, falling to 0 beyond. */
function spread({ width, height, values }: Plane): Plane {
  const mean = boxMean(values, { width, height, radius: 12 });
  return { width, height, values: mean.map((value) => value * 12) };
}
