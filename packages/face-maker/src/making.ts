import { planesFromRgba, type Face } from '@visavis/avatar';
import { readAnatomy } from './anatomy/read-anatomy.js';
import { findFace, loadFinders } from './framing/find-face.js';
import { frameCrop } from './framing/frame-crop.js';
import { judgeAnatomy, judgeFace, judgeSize } from './framing/judge.js';
import { PORTRAIT_SIZES, type FaceShape } from './framing/shape.js';
import { mirroredPerson } from './matte/mirrored-person.js';
import { personMatte } from './matte/person-matte.js';
import { separate } from './matte/layers.js';
import type { Landmark } from './models/face-mesh.js';
import { PersonFinder } from './models/person-finder.js';
import { decodePicture } from './picture/decode-picture.js';
import type { Area, Picture, Plane } from './picture/picture.js';
import { resample } from './picture/resample.js';
import { note, type QualityNote } from './quality.js';

/** The steps of making a face, in their order. */
export type MakingStage = 'decode' | 'find' | 'landmarks' | 'anatomy' | 'matte' | 'background';

/** A face with what could be better about its picture. */
interface FaceOfPicture {
  readonly face: Face;
  readonly report: readonly QualityNote[];
  readonly landmarks: readonly Landmark[];
}

/** A person takes this much of a portrait at least, and most of the face. */
const MIN_PERSON = 0.15;
const MIN_OF_FACE = 0.9;

/**
 * Makes a face of a picture, in this thread.
 *
 * @param entered Called when a stage begins.
 * @throws {CodedError} When the picture is none, damaged or too big; {@link FaceRefused} when there is no face to make.
 */
export async function makeFromPicture(
  bytes: Uint8Array,
  { wanted, shape }: { wanted: number | undefined; shape: FaceShape },
  entered: (stage: MakingStage) => void,
): Promise<FaceOfPicture> {
  entered('decode');
  const { picture, header, scale } = await decodePicture(bytes);
  const report: QualityNote[] = header.animated ? [note('animated', 'several pictures')] : [];
  judgeSize(header);
  entered('find');
  const finders = await loadFinders();
  const found = findFace(finders, picture, { wanted, scale });
  report.push(...judgeFace(found.mesh, scale));
  entered('landmarks');
  const crop = frameCrop(found.picture, found.mesh.landmarks, shape);
  const size = PORTRAIT_SIZES[shape];
  const portrait = resample(found.picture, crop, size);
  const inCrop = { ...found.mesh, landmarks: intoCrop(found.mesh.landmarks, crop, size.width / crop.width) };
  const { landmarks } = finders.network.refine(portrait, inCrop);
  entered('anatomy');
  const anatomy = readAnatomy(portrait, landmarks);
  report.push(...judgeAnatomy(portrait, anatomy));
  entered('matte');
  const finder = await PersonFinder.load();
  const face = { u: (anatomy.head.x * 2) / size.width, v: (anatomy.head.y * 2) / size.height };
  const rough = finder.find(portrait);
  // Above an upright portrait a wall is made up: its mirror image would show the head again, upside down.
  const isMadeUp = (i: number): boolean =>
    shape === 'portrait' && crop.y + (Math.floor(i / size.width) * crop.height) / size.height < 0;
  const matte = personMatte(portrait, rough, face).map((share, i) => (isMadeUp(i) ? 0 : share));
  entered('background');
  if (!isPerson({ ...size, values: matte }, anatomy.head)) {
    report.push(note('no cut-out', 'the whole picture'));
    return { face: { portrait: planes(portrait), anatomy }, report, landmarks };
  }
  const isMirrored = mirroredPerson(portrait, rough, { crop, picture: found.picture });
  const layers = separate(portrait, matte, (i) => isMadeUp(i) || isMirrored(i));
  return {
    face: {
      portrait: planes(layers.portrait),
      matte: Uint8Array.from(matte, (share) => Math.round(share * 255)),
      background: planes(layers.background),
      anatomy,
    },
    report,
    landmarks,
  };
}

const planes = ({ width, height, rgba }: Picture): Face['portrait'] => planesFromRgba(rgba, width, height);

function intoCrop(landmarks: readonly Landmark[], { x, y }: Area, scale: number): Landmark[] {
  return landmarks.map((point) => ({ x: (point.x - x) * scale, y: (point.y - y) * scale, z: point.z * scale }));
}

/** Whether a matte holds a person: enough of the picture, and the face. */
function isPerson({ width, values: matte }: Plane, { x, y, halfWidth, halfHeight }: Face['anatomy']['head']): boolean {
  let all = 0;
  let inFace = 0;
  let ofFace = 0;
  for (let i = 0; i < matte.length; i++) {
    all += matte[i]!;
    const across = ((i % width) / 2 - x) / halfWidth;
    const down = (Math.floor(i / width) / 2 - y) / halfHeight;
    if (across * across + down * down > 0.8) continue;
    inFace++;
    ofFace += matte[i]!;
  }
  return all / matte.length > MIN_PERSON && ofFace / inFace > MIN_OF_FACE;
}
