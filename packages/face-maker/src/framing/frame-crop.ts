import type { Landmark } from '../models/face-mesh.js';
import { CHIN, FOREHEAD, LEFT_EAR, RIGHT_EAR } from '../models/mesh-points.js';
import type { Area, Picture } from '../picture/picture.js';

/** From forehead to chin, as a share of the portrait's height: head and shoulders. */
const FACE_SHARE = 0.4;
/** Where the middle of the face is, as a share of the portrait's height. */
const FACE_MIDDLE = 0.47;

/** The portrait is at most as many times as wide as the picture is narrow: what is mirrored beyond is wall, not face. */
const MAX_MIRRORED = 1.3;

/** @returns The square of a picture that becomes the portrait; it may reach beyond the picture. */
export function frameCrop({ width, height }: Picture, landmarks: readonly Landmark[]): Area {
  const [forehead, chin, left, right] = [FOREHEAD, CHIN, LEFT_EAR, RIGHT_EAR].map((index) => landmarks[index]!);
  const face = Math.hypot(forehead!.x - chin!.x, forehead!.y - chin!.y);
  const [narrow, wide] = [Math.min(width, height), Math.max(width, height)];
  const side = Math.min(face / FACE_SHARE, wide, narrow * MAX_MIRRORED);
  const within = (start: number, size: number): number =>
    side <= size ? Math.min(Math.max(0, start), size - side) : start;
  return {
    x: within((left!.x + right!.x) / 2 - side / 2, width),
    y: within((forehead!.y + chin!.y) / 2 - side * FACE_MIDDLE, height),
    width: side,
    height: side,
  };
}
