import type { I420Frame } from '@visavis/media';
import type { Face, Region } from '../faces/face.js';
import type { Planes } from '../planes.js';
import { FACE_SIZE } from '../ports.js';
import type { FacePose } from '../rig/face-pose.js';
import { FeaturePatches } from './feature-patches.js';
import { MotionField } from './motion-field.js';
import { Warp } from './warp.js';

/** Bytes of one picture. */
export const FRAME_BYTES = (FACE_SIZE * FACE_SIZE * 3) / 2;

/**
 * Draws poses of one face: per picture, eyes and mouth are put on the portrait and all of it is moved. Shared by all
 * viewers of a thread; one call at a time.
 */
export class FaceRenderer {
  readonly #face: Face;
  readonly #patches: FeaturePatches;
  readonly #field: MotionField;
  readonly #warp: Warp;
  /** Patches that the texture holds now; most pictures change one feature, or none. */
  readonly #shown = new Map<Region, Planes>();

  constructor(face: Face) {
    this.#face = face;
    this.#patches = new FeaturePatches(face);
    this.#field = new MotionField(face.anatomy);
    this.#warp = new Warp(face.portrait);
  }

  /** @param data {@link FRAME_BYTES} bytes to draw into. @returns The picture, in `data`. */
  render(pose: FacePose, data = new Uint8Array(FRAME_BYTES)): I420Frame {
    this.#put(this.#patches.eyes(pose.eyes), this.#face.eyes.region);
    this.#put(this.#patches.mouth(pose.mouth), this.#face.mouth.region);
    this.#field.update(pose);
    this.#warp.draw(this.#field, data);
    return { data, width: FACE_SIZE, height: FACE_SIZE };
  }

  #put(patch: Planes, region: Region): void {
    if (this.#shown.get(region) === patch) return;
    this.#warp.put(patch, region.x, region.y);
    this.#shown.set(region, patch);
  }
}
