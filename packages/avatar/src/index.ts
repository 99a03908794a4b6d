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
export type { MouthShape } from './rig/face-pose.js';
export { AudioMouthTrack } from './mouth/audio-track.js';
export { PhoneMouthTrack, visemesFromPhones, type MouthTrack, type TimedViseme } from './mouth/phone-track.js';
export { VISEMES, visemeOf, type Viseme } from './mouth/visemes.js';
export { prepareFace } from './pack/prepare.js';
export { createStudio } from './studio/studio.js';
