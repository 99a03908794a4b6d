import type { FacePose } from '../rig/face-pose.js';
import type { EyeState } from './eye-sheets.js';
import { clamp } from './math.js';

/** How far the eyes turn back per degree of the head, so that they stay on the viewer: 60 % of the turn. */
const RIGHT_PER_DEGREE = 0.049;
const DOWN_PER_DEGREE = 0.08;
/** Furthest turn that a portrait with its eyes to the front bears. */
const FURTHEST = 0.85;
/** Smile from which on the lower lids are raised. */
const SQUINT_FROM = 0.45;

/** @returns What the eyes do in the head for what the pose looks at. */
export function eyesOf({ eyes, yaw, pitch, mouth }: FacePose): EyeState {
  return {
    shut: clamp(eyes.blink, 0, 1),
    right: clamp(eyes.gazeX - RIGHT_PER_DEGREE * yaw, -FURTHEST, FURTHEST),
    down: clamp(eyes.gazeY - DOWN_PER_DEGREE * pitch, -FURTHEST, FURTHEST),
    squint: clamp(mouth.smile - SQUINT_FROM, 0, 1),
  };
}
