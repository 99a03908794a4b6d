import { FaceDetector, type DetectedFace } from '../models/face-detector.js';
import { FaceMesh, type Mesh } from '../models/face-mesh.js';
import type { Picture } from '../picture/picture.js';
import { quarterTurned } from '../picture/quarter-turn.js';
import { chooseFace } from './choose-face.js';
import { headTurn } from './head-turn.js';
import { MIN_PRESENCE } from './judge.js';

/** A face in a picture that is the right way up. */
export interface FoundFace {
  readonly picture: Picture;
  readonly mesh: Mesh;
}

/** The networks that find a face. */
export interface FaceFinders {
  readonly detector: FaceDetector;
  readonly network: FaceMesh;
}

export async function loadFinders(): Promise<FaceFinders> {
  return { detector: await FaceDetector.load(), network: await FaceMesh.load() };
}

/**
 * Finds the face to make. A picture that lies on its side, as those of phones without a note of it do, is turned upright.
 *
 * @param wanted,scale As {@link chooseFace} takes them; places in errors are those in the file.
 * @throws {FaceRefused} As {@link chooseFace} does.
 */
export function findFace(
  { detector, network }: FaceFinders,
  picture: Picture,
  { wanted, scale }: { wanted: number | undefined; scale: number },
): FoundFace {
  const face = chooseFace(seenByBoth(detector.find(picture), picture, network), wanted, scale);
  const mesh = network.find(picture, face);
  const quarters = Math.round(headTurn(mesh.landmarks).roll / 90);
  if (quarters === 0) return { picture, mesh };
  const upright = quarterTurned(picture, -quarters);
  const landmarks = mesh.landmarks.map((point) => ({ ...point, ...turned(point, picture, -quarters) }));
  return { picture: upright, mesh: network.refine(upright, { ...mesh, landmarks }) };
}

/** Where there seem to be several faces, those in which the second network sees one as well. */
function seenByBoth(faces: DetectedFace[], picture: Picture, network: FaceMesh): DetectedFace[] {
  if (faces.length < 2) return faces;
  return faces.filter((face) => network.glance(picture, face).presence >= MIN_PRESENCE);
}

/** @returns A place of a picture after quarter turns clockwise. */
function turned(
  { x, y }: { x: number; y: number },
  { width, height }: Picture,
  quarters: number,
): { x: number; y: number } {
  const places = [
    { x, y },
    { x: height - y, y: x },
    { x: width - x, y: height - y },
    { x: y, y: width - x },
  ];
  return places[((quarters % 4) + 4) % 4]!;
}
