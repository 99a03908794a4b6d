import { createHash } from 'node:crypto';
import type { VideoEncoderModule } from '@visavis/media';
import type { Face } from '../faces/face.js';
import { FACE_FRAMES_PER_SECOND } from '../ports.js';
import { IDLE_FRAMES, IDLE_GOP } from '../rig/idle.js';
import { IDLE_BITRATES_BPS, IDLE_CODECS, IDLE_KEYFRAME_BYTES } from './idle-encoding.js';

/** Is raised with every change to how faces are drawn or move at rest, so that packs are rebuilt. */
const RIG_VERSION = 5;

/** Names a pack by all that shapes it: the content of the face, independent of its id, and the settings of the pack. */
export function packKey(face: Face, encoders: VideoEncoderModule): string {
  const settings = {
    rig: RIG_VERSION,
    size: [face.portrait.width / 2, face.portrait.height / 2],
    fps: FACE_FRAMES_PER_SECOND,
    frames: IDLE_FRAMES,
    gop: IDLE_GOP,
    bitrates: IDLE_BITRATES_BPS,
    keyFrames: IDLE_KEYFRAME_BYTES,
    codecs: IDLE_CODECS,
    encoders: encoders.id,
    anatomy: face.anatomy,
  };
  const { portrait, matte, background } = face;
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const { y, u, v } of background ? [portrait, background] : [portrait]) hash.update(y).update(u).update(v);
  if (matte) hash.update(matte);
  return hash.digest('hex').slice(0, 16);
}
