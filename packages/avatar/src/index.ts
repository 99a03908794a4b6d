export {
  FACE_FRAMES_PER_SECOND,
  FACE_SIZE,
  type AvatarPack,
  type IdleRung,
  type PrepareAvatarOptions,
  type Studio,
  type StudioOptions,
  type StudioStats,
} from './ports.js';
