import { CLOSED } from '../mouth/visemes.js';
import type { FacePose } from '../rig/face-pose.js';

/** The face as in its portrait: nothing is moved from its place. */
export const STILL: FacePose = {
  yaw: 0,
  pitch: 0,
  roll: 0,
  shiftX: 0,
  shiftY: 0,
  breath: 0,
  brows: { raise: 0, inner: 0 },
  eyes: { blink: 0, gazeX: 0, gazeY: 0 },
  mouth: CLOSED,
};
