import { createHash } from 'node:crypto';
import type { VideoCodec, VideoEncoderModule } from '@visavis/media';
import { FACE_FRAMES_PER_SECOND, FACE_SIZE } from '../ports.js';
import { IDLE_FRAMES, IDLE_GOP } from '../rig/idle.js';

/** Counts up with every change to how Iris looks or moves at rest, so that prepared packs are made anew. */
const RIG_VERSION = 3;

/** Bitrates of the idle loop, falling. The highest looks like the live stream; the lowest fits a poor mobile link. */
export const IDLE_BITRATES_BPS = [600_000, 300_000, 150_000] as const;
/** Large enough that the one keyframe a second is not seen as a blur; sent in about 100 ms at the pacer's rate. */
export const IDLE_KEYFRAME_BYTES: Readonly<Record<number, number>> = {
  600_000: 22_000,
  300_000: 13_000,
  150_000: 7_500,
};
export const IDLE_CODECS: readonly VideoCodec[] = ['vp8', 'h264'];

/** Names a pack by all that shapes it. */
export function packKey(encoders: VideoEncoderModule): string {
  const settings = {
    rig: RIG_VERSION,
    size: FACE_SIZE,
    fps: FACE_FRAMES_PER_SECOND,
    frames: IDLE_FRAMES,
    gop: IDLE_GOP,
    bitrates: IDLE_BITRATES_BPS,
    keyFrames: IDLE_KEYFRAME_BYTES,
    codecs: IDLE_CODECS,
    encoders: encoders.id,
  };
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}
