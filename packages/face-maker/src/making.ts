import { planesFromRgba, type Face } from '@visavis/avatar';
import { readAnatomy } from './anatomy/read-anatomy.js';
import { findFace, loadFinders } from './framing/find-face.js';
import { frameCrop } from './framing/frame-crop.js';
import { judgeAnatomy, judgeFace, judgeSize } from './framing/judge.js';
import { mirroredPerson } from './matte/mirrored-person.js';
import { personMatte } from './matte/person-matte.js';
import { separate } from './matte/layers.js';
import type { Landmark } from './models/face-mesh.js';
import { PersonFinder } from './models/person-finder.js';
import { decodePicture } from './picture/decode-picture.js';
import type { Area, Picture } from './picture/picture.js';
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

/** Height and width of the portrait: twice the size of the video. */
const PORTRAIT = 1024;
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
  wanted: number | undefined,
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
  const crop = frameCrop(found.picture, found.mesh.landmarks);
  const portrait = resample(found.picture, crop, { width: PORTRAIT, height: PORTRAIT });
  const inCrop = { ...found.mesh, landmarks: intoCrop(found.mesh.landmarks, crop) };
  const { landmarks } = finders.network.refine(portrait, inCrop);
  entered('anatomy');
  const anatomy = readAnatomy(portrait, landmarks);
  report.push(...judgeAnatomy(portrait, anatomy));
  entered('matte');
  const finder = await PersonFinder.load();
  const face = { u: (anatomy.head.x * 2) / PORTRAIT, v: (anatomy.head.y * 2) / PORTRAIT };
  const rough = finder.find(portrait);
  const matte = personMatte(portrait, rough, face);
  entered('background');
  if (!isPerson(matte, anatomy.head)) {
    report.push(note('no cut-out', 'the whole picture'));
    return { face: { portrait: planes(portrait), anatomy }, report, landmarks };
  }
  const layers = separate(portrait, matte, mirroredPerson(portrait, rough, { crop, picture: found.picture }));
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

function intoCrop(landmarks: readonly Landmark[], { x, y, width }: Area): Landmark[] {
  const scale = PORTRAIT / width;
  return landmarks.map((point) => ({ x: (point.x - x) * scale, y: (point.y - y) * scale, z: point.z * scale }));
}

/** Whether a matte holds a person: enough of the picture, and the face. */
function isPerson(matte: Float32Array, { x, y, halfWidth, halfHeight }: Face['anatomy']['head']): boolean {
  let all = 0;
  let inFace = 0;
  let ofFace = 0;
  for (let i = 0; i < matte.length; i++) {
    all += matte[i]!;
    const across = ((i % PORTRAIT) / 2 - x) / halfWidth;
    const down = (Math.floor(i / PORTRAIT) / 2 - y) / halfHeight;
    if (across * across + down * down > 0.8) continue;
    inFace++;
    ofFace += matte[i]!;
  }
  return all / matte.length > MIN_PERSON && ofFace / inFace > MIN_OF_FACE;
}
