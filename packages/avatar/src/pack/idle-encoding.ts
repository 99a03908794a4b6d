import type { VideoCodec } from '@visavis/media';
import { bitsOf, type PictureSize } from '../fitting-encoder.js';
import { IDLE_GOP } from '../rig/idle.js';

/** Bitrates of the idle loop, falling. The highest looks like the live stream; the lowest fits beside sound into 80 kbps. */
export const IDLE_BITRATES_BPS = [600_000, 300_000, 150_000, 70_000, 30_000] as const;

/** The same for faces of another size; the lowest stays as low as it is. */
export const idleBitrates = (size: PictureSize): number[] =>
  IDLE_BITRATES_BPS.map((bps, i) => (i === IDLE_BITRATES_BPS.length - 1 ? bps : Math.round(bps * bitsOf(size))));

/** Below this bitrate a keyframe comes half as often. */
const FEWER_KEYFRAMES_BPS = 50_000;

/** Frames between the keyframes of a loop, its entry points. */
export const keyFrameSpacing = (bitrateBps: number): number =>
  bitrateBps < FEWER_KEYFRAMES_BPS ? 2 * IDLE_GOP : IDLE_GOP;
export const IDLE_CODECS: readonly VideoCodec[] = ['vp8', 'h264'];
