import type { Anatomy, Frame } from '@visavis/avatar';
import type { Landmark } from '../models/face-mesh.js';
import { EYES } from '../models/mesh-points.js';
import type { Picture } from '../picture/picture.js';
import { readEye } from './eye.js';
import { readHead } from './head.js';
import { readMouth } from './mouth.js';
import { rounded } from './numbers.js';

/**
 * Reads where the parts of a face are, and the colours of its light. Pure.
 *
 * @param portrait At twice the size of the video. @param landmarks The 478 points in pixels of the portrait.
 */
export function readAnatomy(portrait: Picture, landmarks: readonly Landmark[]): Anatomy {
  const points = landmarks.map(({ x, y, z }) => ({ x: x / 2, y: y / 2, z: z / 2 }));
  const mouth = readMouth(portrait, points);
  const [left, right] = EYES.map((eye) => readEye(portrait, { points, eye, skin: mouth.skin }));
  return {
    mouth: { ...mouth, frame: short(mouth.frame) },
    eyes: [
      { ...left!, frame: short(left!.frame) },
      { ...right!, frame: short(right!.frame) },
    ],
    head: readHead(points, { width: portrait.width / 2, height: portrait.height / 2 }),
  };
}

const short = ({ x, y, ux, uy, half }: Frame): Frame => ({
  x: rounded(x),
  y: rounded(y),
  ux: rounded(ux, 6),
  uy: rounded(uy, 6),
  half: rounded(half),
});
