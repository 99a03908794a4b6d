import type { Anatomy } from '@visavis/avatar';
import { valueAt } from '../anatomy/frame.js';
import { FaceRefused } from '../face-refused.js';
import type { Landmark, Mesh } from '../models/face-mesh.js';
import { CHIN, FOREHEAD, LEFT_EAR, RIGHT_EAR } from '../models/mesh-points.js';
import type { Picture } from '../picture/picture.js';
import { note, type QualityNote } from '../quality.js';
import { headTurn } from './head-turn.js';
import { mouthShown } from './mouth-shown.js';

/** Smaller pictures and faces have no mouth to speak of. The width of a face is counted from ear to ear, pixels. */
const MIN_PICTURE = 200;
const MIN_FACE = 60;
const SHARP_FACE = 200;
/** Degrees. From the second on, the far half of a mouth is too narrow to be moved. */
const TURNED = 18;
const TOO_TURNED = 30;
const TILTED = 18;
/** Below this the network sees no face. */
export const MIN_PRESENCE = 0.4;
/** Hair above the forehead takes this share of the face's height on most heads. */
const HAIR = 0.3;
/** Below both of the first, nothing of a mouth can be seen; below both of the second, hardly anything. */
const HIDDEN = { line: 4, lips: 5 };
const HARDLY_SHOWN = { line: 8, lips: 9 };
/** Gap of the lips, in half widths of the mouth. */
const WIDE_OPEN = 0.5;
/** Opening of an eye, in half widths. */
const CLOSED_EYE = 0.12;

/** @throws {FaceRefused} `face.too_small`, before a face is looked for. */
export function judgeSize({ width, height }: { width: number; height: number }): void {
  if (Math.min(width, height) >= MIN_PICTURE) return;
  const why = `The picture has ${width} × ${height} pixels; at least ${MIN_PICTURE} each way are needed`;
  throw new FaceRefused('face.too_small', why);
}

/**
 * Judges the face that was found.
 *
 * @param scale Pixels of the file for each pixel of the landmarks.
 * @throws {FaceRefused} `face.not_found`, `face.too_small` or `face.turned`.
 */
export function judgeFace({ landmarks, presence }: Mesh, scale: number): QualityNote[] {
  if (presence < MIN_PRESENCE) throw new FaceRefused('face.not_found', 'What looks like a face has no features of one');
  const width = Math.round(widthOf(landmarks) * scale);
  if (width < MIN_FACE)
    throw new FaceRefused('face.too_small', `The face is ${width} pixels wide; at least ${MIN_FACE} are needed`);
  const { yaw, roll } = headTurn(landmarks);
  const turn = Math.round(Math.abs(yaw));
  if (turn > TOO_TURNED)
    throw new FaceRefused('face.turned', `The face is turned by ${turn}°; at most ${TOO_TURNED}° are taken`);
  const notes: QualityNote[] = [];
  if (width < SHARP_FACE) notes.push(note('soft', `the face is ${width} pixels wide`));
  if (turn > TURNED) notes.push(note('turned', `${turn}°`));
  if (Math.abs(roll) > TILTED) notes.push(note('tilted', `${Math.round(Math.abs(roll))}°`));
  const [forehead, chin] = [landmarks[FOREHEAD]!, landmarks[CHIN]!];
  const above = forehead.y / Math.hypot(chin.x - forehead.x, chin.y - forehead.y);
  if (above < HAIR) notes.push(note('cut off', `${percent(above)} of the face’s height above the forehead`));
  return notes;
}

/**
 * Judges what the anatomy shows.
 *
 * @throws {FaceRefused} `face.mouth_hidden`.
 */
export function judgeAnatomy(portrait: Picture, { mouth, eyes }: Anatomy): QualityNote[] {
  const notes: QualityNote[] = [];
  const { line, lips } = mouthShown(portrait, mouth);
  if (line < HIDDEN.line && lips < HIDDEN.lips)
    throw new FaceRefused('face.mouth_hidden', 'There is something before the mouth, or it cannot be seen');
  if (line < HARDLY_SHOWN.line && lips < HARDLY_SHOWN.lips)
    notes.push(note('mouth covered', `lips differ from skin by ${Math.round(lips)} of 255`));
  const gap = valueAt(mouth.lowerLine, 0) - valueAt(mouth.upperLine, 0);
  if (gap > WIDE_OPEN) notes.push(note('mouth open', `the lips are ${percent(gap / 2)} of the mouth’s width apart`));
  const openings = eyes.map(({ upperLid, lowerLid }) => valueAt(lowerLid, 0) - valueAt(upperLid, 0));
  if (Math.max(...openings) < CLOSED_EYE) notes.push(note('eyes closed', percent(1 - Math.max(...openings))));
  const drawn = eyes.filter(({ blinks }) => !blinks).length;
  if (drawn > 0) notes.push(note('drawn eyes', drawn === 2 ? 'both eyes' : 'one eye'));
  return notes;
}

const widthOf = (landmarks: readonly Landmark[]): number =>
  Math.hypot(landmarks[RIGHT_EAR]!.x - landmarks[LEFT_EAR]!.x, landmarks[RIGHT_EAR]!.y - landmarks[LEFT_EAR]!.y);

const percent = (share: number): string => `${Math.round(share * 100)} %`;
