import type { VideoCodec } from '@visavis/media';

/** Bitrates of the idle loop, falling. The highest looks like the live stream; the lowest fits a poor mobile link. */
export const IDLE_BITRATES_BPS = [600_000, 300_000, 150_000] as const;
export const IDLE_CODECS: readonly VideoCodec[] = ['vp8', 'h264'];
