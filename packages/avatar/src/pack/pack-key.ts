import { createHash } from 'node:crypto';
import type { Motion } from '@visavis/core';
import type { VideoEncoderModule } from '@visavis/media';
import { FACE_FRAMES_PER_SECOND } from '../ports.js';
import { IDLE_FRAMES, IDLE_GOP } from '../rig/idle.js';
import { IDLE_BITRATES_BPS, IDLE_CODECS } from './idle-encoding.js';

/** Is raised with every change to how faces are drawn or move at rest, so that packs are rebuilt. */
const RIG_VERSION = 8;

/** What a pack shows. */
export interface PackContent {
  /** Digest of the face's file. */
  readonly face: string;
  /** What is behind the person: the kind of background, and the digest of its picture. */
  readonly background: string;
  readonly picture?: string | undefined;
  readonly motion: Motion;
}

/** Names a pack by all that shapes it: what it shows, independent of ids, and the settings of the pack. */
export function packKey(content: PackContent, encoders: VideoEncoderModule): string {
  const settings = {
    ...content,
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
