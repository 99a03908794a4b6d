export {
  FACE_FRAMES_PER_SECOND,
  FACE_SIZE,
  type FacePack,
  type IdleRung,
  type Poster,
  type PrepareFaceOptions,
  type Studio,
  type StudioOptions,
  type StudioStats,
} from './ports.js';
export type { Anatomy, Curve, EyeAnatomy, Frame, HeadAnatomy, MouthAnatomy, Rgb } from './faces/anatomy.js';
export type { Face } from './faces/face.js';
export { beforeBackground, SHIPPED_FACES, type FaceSource } from './faces/load-face.js';
export { readFace, writeFace, type FaceOrigin } from './faces/face-file.js';
export { planesFromRgba, planesOf, type Planes } from './planes.js';
export type { MouthShape } from './rig/face-pose.js';
export { HeardStretch, type Heard } from './mouth/heard-stretch.js';
export { mouthOver, type PlacedSound } from './mouth/mouth-over.js';
export type { MouthTrack } from './mouth/mouth-track.js';
export { PhoneMouthTrack, visemesFromPhones } from './mouth/phone-track.js';
export { VISEMES, visemeOf, type TimedViseme, type Viseme } from './mouth/visemes.js';
export { prepareFace, removePacks } from './pack/prepare.js';
export { createStudio } from './studio/studio.js';
