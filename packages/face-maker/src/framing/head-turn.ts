import type { Landmark } from '../models/face-mesh.js';
import { CHIN, EYES, FOREHEAD, LEFT_EAR, RIGHT_EAR } from '../models/mesh-points.js';

/** How a head is turned from the front, degrees. */
export interface HeadTurn {
  /** To the right of the picture positive. */
  readonly yaw: number;
  /** Downwards positive. */
  readonly pitch: number;
  /** Tilted clockwise positive. */
  readonly roll: number;
}

const DEGREES = 180 / Math.PI;
/** The forehead of a head that is held upright lies this far behind its chin: it is not the picture that is turned. */
const LEVEL_PITCH = 4;

export function headTurn(landmarks: readonly Landmark[]): HeadTurn {
  const at = (index: number): Landmark => landmarks[index]!;
  const [left, right, top, chin] = [at(LEFT_EAR), at(RIGHT_EAR), at(FOREHEAD), at(CHIN)];
  const [leftEye, rightEye] = [at(EYES[0].upper[0]), at(EYES[1].upper[8])];
  return {
    yaw: Math.atan2(left.z - right.z, Math.hypot(right.x - left.x, right.y - left.y)) * -DEGREES,
    pitch: Math.atan2(chin.z - top.z, Math.hypot(chin.x - top.x, chin.y - top.y)) * DEGREES - LEVEL_PITCH,
    roll: Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x) * DEGREES,
  };
}
