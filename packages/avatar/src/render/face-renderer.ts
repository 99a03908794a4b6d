import type { I420Frame } from '@visavis/media';
import { ART_SCALE, paintPortrait } from '../art/portrait.js';
import { FACE_SIZE } from '../ports.js';
import type { FacePose } from '../rig/face-pose.js';
import { EYES_REGION, FeaturePatches, MOUTH_REGION } from './feature-patches.js';
import { MotionField } from './motion-field.js';
import { copyPlanes, planesFromRgba, planesOf, type Planes } from './planes.js';
import { Warp } from './warp.js';

/** Bytes of one picture. */
export const FRAME_BYTES = (FACE_SIZE * FACE_SIZE * 3) / 2;

/**
 * Draws poses. The portrait is painted once; per frame, eyes and mouth are put on it and all of it is moved.
 * Shared by all faces of a thread; one call at a time.
 */
export class FaceRenderer {
  readonly #texture: Planes;
  readonly #still: Planes;
  readonly #patches: FeaturePatches;
  readonly #field = new MotionField();
  readonly #warp = new Warp();

  constructor() {
    const portrait = paintPortrait();
    const { width, height } = portrait;
    const pixels = portrait.getContext('2d').getImageData(0, 0, width, height).data;
    this.#texture = planesFromRgba(pixels, width, height);
    this.#still = halved(this.#texture);
    this.#patches = new FeaturePatches(portrait);
  }

  /** @param data {@link FRAME_BYTES} bytes to draw into. @returns The picture, in `data`. */
  render(pose: FacePose, data = new Uint8Array(FRAME_BYTES)): I420Frame {
    const place = { eyes: this.#patches.eyes(pose.eyes), mouth: this.#patches.mouth(pose.mouth) };
    copyPlanes(place.eyes, this.#texture, EYES_REGION.x * ART_SCALE, EYES_REGION.y * ART_SCALE);
    copyPlanes(place.mouth, this.#texture, MOUTH_REGION.x * ART_SCALE, MOUTH_REGION.y * ART_SCALE);
    this.#field.update(pose);
    this.#warp.draw(this.#texture, this.#still, this.#field, planesOf(FACE_SIZE, FACE_SIZE, data));
    return { data, width: FACE_SIZE, height: FACE_SIZE };
  }
}

/** Each 2×2 pixels averaged, as the warp does where nothing moves. */
function halved(planes: Planes): Planes {
  const small = planesOf(planes.width / 2, planes.height / 2);
  halve(planes.y, planes.width, small.y);
  halve(planes.u, planes.width / 2, small.u);
  halve(planes.v, planes.width / 2, small.v);
  return small;
}

function halve(from: Uint8Array, width: number, to: Uint8Array): void {
  const half = width / 2;
  for (let i = 0; i < to.length; i++) {
    const at = Math.floor(i / half) * 2 * width + (i % half) * 2;
    to[i] = (from[at]! + from[at + 1]! + from[at + width]! + from[at + width + 1]! + 2) >> 2;
  }
}
