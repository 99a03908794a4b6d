import type { I420Frame } from '@visavis/media';
import { paintPortrait } from '../art/portrait.js';
import { FACE_SIZE } from '../ports.js';
import type { FacePose } from '../rig/face-pose.js';
import { EYES_REGION, FeaturePatches, MOUTH_REGION, type Region } from './feature-patches.js';
import { MotionField } from './motion-field.js';
import { planesFromRgba, type Planes } from './planes.js';
import { Warp } from './warp.js';

/** Bytes of one picture. */
export const FRAME_BYTES = (FACE_SIZE * FACE_SIZE * 3) / 2;

/**
 * Draws poses. The portrait is painted once; per frame, eyes and mouth are put on it and all of it is moved.
 * Shared by all faces of a thread; one call at a time.
 */
export class FaceRenderer {
  readonly #patches: FeaturePatches;
  readonly #field = new MotionField();
  readonly #warp: Warp;
  /** What the texture holds now; most pictures change one feature, or none. */
  readonly #shown = new Map<Region, Planes>();

  constructor() {
    const portrait = paintPortrait();
    const { width, height } = portrait;
    const pixels = portrait.getContext('2d').getImageData(0, 0, width, height).data;
    this.#warp = new Warp(planesFromRgba(pixels, width, height));
    this.#patches = new FeaturePatches(portrait);
  }

  /** @param data {@link FRAME_BYTES} bytes to draw into. @returns The picture, in `data`. */
  render(pose: FacePose, data = new Uint8Array(FRAME_BYTES)): I420Frame {
    this.#put(this.#patches.eyes(pose.eyes), EYES_REGION);
    this.#put(this.#patches.mouth(pose.mouth), MOUTH_REGION);
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
