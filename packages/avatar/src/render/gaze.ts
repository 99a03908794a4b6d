import type { FacePose } from '../rig/face-pose.js';
import type { EyeState } from './eye-sheets.js';
import { clamp } from './math.js';

/** How far the eyes turn back per degree of the head, so that they stay on the viewer: 60 % of the turn. */
const RIGHT_PER_DEGREE = 0.049;
const DOWN_PER_DEGREE = 0.08;
/** Furthest turn that a portrait with its eyes to the front bears. */
const FURTHEST = { right: 1.45, down: 1.1 };
/** Widest that lids open, below 0: further, the skin above them is torn. */
const WIDEST = -0.2;
/** Smile from which on the lower lids are raised. */
const SQUINT_FROM = 0.45;

/** @returns What the eyes do in the head for what the pose looks at. */
export function eyesOf({ eyes, yaw, pitch, mouth }: FacePose): EyeState {
  return {
    shut: clamp(eyes.blink, WIDEST, 1),
    right: clamp(eyes.gazeX - RIGHT_PER_DEGREE * yaw, -FURTHEST.right, FURTHEST.right),
    down: clamp(eyes.gazeY - DOWN_PER_DEGREE * pitch, -FURTHEST.down, FURTHEST.down),
    squint: clamp(mouth.smile - SQUINT_FROM, 0, 1),
  };
}
