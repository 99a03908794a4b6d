import type { Picture } from '../picture/picture.js';
import { resample } from '../picture/resample.js';
import { boxMean } from './guided-filter.js';
import { fillHoles } from './push-pull.js';

/** A portrait in two layers. */
export interface Layers {
  /** The person's own colours, continued beyond the person's edge. */
  readonly portrait: Picture;
  /** What is behind the person, at half the size. */
  readonly background: Picture;
}

/** A pixel with less of the person than this shows the background. */
const CLEAR = 0.03;
/** A colour so far beyond what there is, levels, is no colour of the person. */
const BEYOND = 24;
/** How far from the person a pixel of the background is trusted, pixels of the portrait. */
const DISTANCE = 6;

/**
 * Separates the colours of a person from the colours behind, so that either can be seen without the other.
 *
 * @param ghost Whether a pixel that is not the person shows the person all the same, as a mirror image does.
 */
export function separate(portrait: Picture, matte: Float32Array, ghost: (index: number) => boolean): Layers {
  const { width, height, rgba } = portrait;
  const near = boxMean(matte, { width, height, radius: DISTANCE });
  const behind = {
    width,
    height,
    rgba: fillHoles(
      portrait,
      near.map((share, i) => (share < CLEAR && !ghost(i) ? 1 : 0)),
    ),
  };
  const inside = boxMean(matte, { width, height, radius: 2 });
  const person = fillHoles(
    portrait,
    inside.map((share) => (share > 0.97 ? 1 : 0)),
  );
  const own = new Uint8ClampedArray(rgba.length);
  const alone = [0, 0, 0];
  for (let i = 0, p = 0; i < matte.length; i++, p += 4) {
    const share = matte[i]!;
    // Very little of a person says little about the colour of that person; of more, what is seen must stay the same.
    const trust = Math.min(1, Math.max(0, (share - 0.05) / 0.25));
    let beyond = 0;
    for (let c = 0; c < 3; c++) {
      alone[c] = share > 0 ? (rgba[p + c]! - (1 - share) * behind.rgba[p + c]!) / share : 0;
      beyond = Math.max(beyond, -alone[c]!, alone[c]! - 255);
    }
    // Colours that no person can have show that the wall was taken for another one than it is: what is seen is nearer.
    const possible = Math.max(0, 1 - beyond / BEYOND);
    for (let c = 0; c < 3; c++) {
      const seen = possible * alone[c]! + (1 - possible) * rgba[p + c]!;
      own[p + c] = trust * seen + (1 - trust) * person[p + c]!;
    }
    own[p + 3] = 255;
  }
  const half = { width: width / 2, height: height / 2 };
  return { portrait: { width, height, rgba: own }, background: resample(behind, { x: 0, y: 0, width, height }, half) };
}
