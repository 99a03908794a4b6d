import { FaceRefused } from '../face-refused.js';
import type { DetectedFace } from '../models/face-detector.js';
import type { Area } from '../picture/picture.js';

/** A face that is as many times as wide as the next is the one that is meant. */
const FAR_LARGER = 2;
/** Of a crowd, only the largest are listed. */
const MAX_FACES = 20;

/**
 * Chooses the face to make.
 *
 * @param faces The largest first. @param wanted Counts from 1, from left to right.
 * @param scale Pixels of the file for each pixel of the picture.
 * @throws {FaceRefused} `face.not_found`, or `face.several` with the boxes of all.
 */
export function chooseFace(faces: readonly DetectedFace[], wanted: number | undefined, scale: number): DetectedFace {
  const [largest, next] = faces;
  if (!largest) throw new FaceRefused('face.not_found', 'There is no face in the picture that could be found');
  const ordered = faces.slice(0, MAX_FACES).sort((a, b) => a.box.x - b.box.x);
  if (wanted !== undefined) {
    const chosen = ordered[wanted - 1];
    if (chosen) return chosen;
    throw several(`There is no face ${wanted}: the picture shows ${ordered.length}`, ordered, scale);
  }
  if (!next || largest.box.width >= FAR_LARGER * next.box.width) return largest;
  throw several(`The picture shows ${ordered.length} faces`, ordered, scale);
}

function several(message: string, faces: readonly DetectedFace[], scale: number): FaceRefused {
  const boxes = faces.map(({ box }) => inFile(box, scale));
  const places = boxes.map(({ x, y, width, height }, i) => `${i + 1} at ${x}, ${y} (${width} × ${height})`);
  return new FaceRefused('face.several', `${message}: ${places.join('; ')}`, boxes);
}

function inFile({ x, y, width, height }: Area, scale: number): Area {
  const whole = (value: number): number => Math.round(value * scale);
  return { x: whole(x), y: whole(y), width: whole(width), height: whole(height) };
}
