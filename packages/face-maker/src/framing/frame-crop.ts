import { FaceRefused } from '../face-refused.js';
import type { Landmark } from '../models/face-mesh.js';
import { CHIN, FOREHEAD, LEFT_EAR, RIGHT_EAR } from '../models/mesh-points.js';
import type { Area, Picture } from '../picture/picture.js';
import { PORTRAIT_SIZES, type FaceShape } from './shape.js';

/** From forehead to chin, as a share of a square portrait's height: head and shoulders. */
const FACE_SHARE = 0.4;
/** Where the middle of the face is, as a share of a square portrait's height. */
const FACE_MIDDLE = 0.47;

/** The portrait is at most as many times as wide as the picture is narrow: what is mirrored beyond is wall, not face. */
const MAX_MIRRORED = 1.3;

/** The same for screens that are held upright: as much of the body as there is, between these shares. */
const UPRIGHT = { share: 0.26, largest: 0.44, middle: 0.36, lowest: 0.47 };

/**
 * @returns The part of a picture that becomes the portrait; it may reach beyond the picture.
 * @throws {FaceRefused} `face.too_close` where a picture shows too little around the face for its shape.
 */
export function frameCrop(picture: Picture, landmarks: readonly Landmark[], shape: FaceShape): Area {
  const [forehead, chin, left, right] = [FOREHEAD, CHIN, LEFT_EAR, RIGHT_EAR].map((index) => landmarks[index]!);
  const face = {
    x: (left!.x + right!.x) / 2,
    y: (forehead!.y + chin!.y) / 2,
    height: Math.hypot(forehead!.x - chin!.x, forehead!.y - chin!.y),
  };
  return shape === 'square' ? squareAround(face, picture) : uprightAround(face, picture);
}

interface FacePlace {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

function squareAround(face: FacePlace, { width, height }: Picture): Area {
  const [narrow, wide] = [Math.min(width, height), Math.max(width, height)];
  const side = Math.min(face.height / FACE_SHARE, wide, narrow * MAX_MIRRORED);
  return {
    x: within(face.x - side / 2, side, width),
    y: within(face.y - side * FACE_MIDDLE, side, height),
    width: side,
    height: side,
  };
}

/** A body cannot be invented, so the lower edge stays in the picture; a wall above and beside it can. */
function uprightAround(face: FacePlace, picture: Picture): Area {
  const { width: w, height: h } = PORTRAIT_SIZES.portrait;
  const height = Math.min(
    face.height / UPRIGHT.share,
    (picture.height - face.y) / (1 - UPRIGHT.lowest),
    (picture.width * MAX_MIRRORED * h) / w,
  );
  const share = face.height / height;
  if (share > UPRIGHT.largest)
    throw new FaceRefused(
      'face.too_close',
      `The face would fill ${Math.round(100 * share)} % of the height of a portrait; at most ${100 * UPRIGHT.largest} % are taken`,
    );
  const width = (height * w) / h;
  return {
    x: within(face.x - width / 2, width, picture.width),
    y: Math.min(face.y - height * UPRIGHT.middle, picture.height - height),
    width,
    height,
  };
}

/** @returns Where a part begins that stays inside, where it is small enough. */
const within = (start: number, size: number, all: number): number =>
  size <= all ? Math.min(Math.max(0, start), all - size) : start;
