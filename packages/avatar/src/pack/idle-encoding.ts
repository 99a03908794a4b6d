import type { VideoCodec } from '@visavis/media';

/** Bitrates of the idle loop, falling. The highest looks like the live stream; the lowest fits a poor mobile link. */
export const IDLE_BITRATES_BPS = [600_000, 300_000, 150_000] as const;
/**
 * Size of a keyframe by bitrate: large enough that the one a second is not seen as a blur; sent in about 100 ms at the
 * pacer's rate.
 */
export const IDLE_KEYFRAME_BYTES: Readonly<Record<number, number>> = {
  600_000: 22_000,
  300_000: 13_000,
  150_000: 7_500,
};
export const IDLE_CODECS: readonly VideoCodec[] = ['vp8', 'h264'];
