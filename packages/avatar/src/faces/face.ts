import type { Planes } from '../planes.js';
import type { EyePose, MouthShape } from '../rig/face-pose.js';
import type { Anatomy } from './anatomy.js';

/**
 * One face as data: all that the renderer, the packs and the studio know about it. Only the module that loads it knows
 * where its pixels come from.
 */
export interface Face {
  /** The person at rest before the background, at twice the size of the picture. */
  readonly portrait: Planes;
  readonly anatomy: Anatomy;
  readonly eyes: Feature<EyePose>;
  readonly mouth: Feature<MouthShape>;
}

/** A part of the portrait that a pose changes by more than a motion. */
export interface Feature<Pose> {
  readonly region: Region;
  /** @returns The region at twice the size, portrait included. The same pose always has the same pixels. */
  draw(pose: Pose): Planes;
}

/** A rectangle of the picture, in pixels, even numbers. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
