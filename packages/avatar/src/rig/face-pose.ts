import type { EyePose } from '../art/eyes.js';
import type { MouthShape } from '../art/mouth.js';

/** Everything that can move, at one instant. Distances in pixels of the 512-pixel picture. */
export interface FacePose {
  /** Turn of the head: how far the tip of the face moves sideways. */
  readonly yaw: number;
  /** Nod: how far the tip of the face moves down. */
  readonly pitch: number;
  /** Tilt about the neck, radians, clockwise. */
  readonly roll: number;
  readonly shiftX: number;
  readonly shiftY: number;
  /** Rise of the shoulders. */
  readonly breath: number;
  /** Rise of the brows, 0…1. */
  readonly brow: number;
  readonly eyes: EyePose;
  readonly mouth: MouthShape;
}
