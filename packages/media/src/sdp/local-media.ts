import { randomBytes, randomUUID } from 'node:crypto';

/** Identifiers of the streams that this side sends, the same for the whole session, on every connection. */
export interface LocalMedia {
  /** Names both tracks' common origin (RFC 3550 §6.5.1) and their common stream. */
  readonly cname: string;
  readonly videoSsrc: number;
  readonly rtxSsrc: number;
  readonly audioSsrc: number;
}

export const VIDEO_MID = '0';
export const AUDIO_MID = '1';

/** Draws the session's identifiers: three different SSRCs. */
export function createLocalMedia(): LocalMedia {
  const ssrcs = new Set<number>();
  while (ssrcs.size < 3) ssrcs.add(randomBytes(4).readUInt32BE() || 1);
  const [videoSsrc = 1, rtxSsrc = 2, audioSsrc = 3] = ssrcs;
  return { cname: randomUUID(), videoSsrc, rtxSsrc, audioSsrc };
}
