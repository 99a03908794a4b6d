import { createHash } from 'node:crypto';
import type { VideoEncoderModule } from '@visavis/media';
import { FACE_FRAMES_PER_SECOND } from '../ports.js';
import { IDLE_FRAMES, IDLE_GOP } from '../rig/idle.js';
import { IDLE_BITRATES_BPS, IDLE_CODECS } from './idle-encoding.js';

/** Is raised with every change to how faces are drawn or move at rest, so that packs are rebuilt. */
const RIG_VERSION = 5;

/**
 * Names a pack by all that shapes it: the content of the face, independent of its id, and the settings of the pack.
 *
 * @param face Digest of the face's file.
 */
export function packKey(face: string, encoders: VideoEncoderModule): string {
  const settings = {
    face,
    rig: RIG_VERSION,
    fps: FACE_FRAMES_PER_SECOND,
    frames: IDLE_FRAMES,
    gop: IDLE_GOP,
    bitrates: IDLE_BITRATES_BPS,
    codecs: IDLE_CODECS,
    encoders: encoders.id,
  };
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}
