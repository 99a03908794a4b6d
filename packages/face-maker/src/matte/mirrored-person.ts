import type { Area, Picture, Plane } from '../picture/picture.js';
import { resamplePlane } from '../picture/resample.js';

/** A part that is a person with this likelihood is none of the wall. */
const PERSON = 0.2;

/**
 * Beyond the edges of the picture a portrait shows its mirror image, and perhaps a second shoulder in it.
 *
 * @param rough What the network has found in the portrait. @param crop The portrait's area in the picture.
 * @returns Whether a pixel of the portrait shows a person who is not there.
 */
export function mirroredPerson(
  { width, height }: Picture,
  rough: Plane,
  { crop, picture }: { crop: Area; picture: Picture },
): (index: number) => boolean {
  const person = resamplePlane(rough, width, height).values;
  const inside = (at: number, start: number, size: number): boolean => at + start >= 0 && at + start < size;
  return (index) => {
    const x = ((index % width) * crop.width) / width;
    const y = (Math.floor(index / width) * crop.height) / height;
    if (inside(x, crop.x, picture.width) && inside(y, crop.y, picture.height)) return false;
    return person[index]! > PERSON;
  };
}
