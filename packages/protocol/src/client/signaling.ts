import { z } from 'zod';
import { isJsonObject } from '../json.js';
import { MAX_CANDIDATE_CHARS, MAX_SDP_CHARS } from '../limits.js';
import { nullsLeftOut } from '../nulls.js';

/** A description is sent as `{type, sdp}` or as the text alone. */
const sdp = z.preprocess((value) => (isJsonObject(value) ? value['sdp'] : value), z.string().min(1).max(MAX_SDP_CHARS));

export const answer = z.object({ sdp }).transform(({ sdp }) => ({ type: 'signaling.answer' as const, sdp }));
export const offer = z.object({ sdp }).transform(({ sdp }) => ({ type: 'signaling.offer' as const, sdp }));

/** The members of W3C RTCIceCandidateInit. */
const iceCandidate = nullsLeftOut(
  z.object({
    candidate: z.string().max(MAX_CANDIDATE_CHARS).optional(),
    sdpMid: z.string().max(64).optional(),
    sdpMLineIndex: z.number().int().min(0).max(64).optional(),
    usernameFragment: z.string().max(256).optional(),
  }),
);

/**
 * A trickled candidate, as an object, one level deeper, or as the line alone. Browsers mark the end of candidates by
 * an empty or absent line. A candidate that names no m-line belongs to the first: everything is bundled.
 */
export const candidate = z
  .object({ candidate: z.unknown().optional() })
  .loose()
  .transform((fields): unknown => {
    const found = fields.candidate;
    if (!isJsonObject(found)) return fields;
    return isJsonObject(found['candidate']) ? found['candidate'] : found;
  })
  .pipe(iceCandidate)
  .transform(({ candidate, sdpMid, sdpMLineIndex, usernameFragment }) => {
    if (!candidate) return { type: 'signaling.candidatesEnded' as const };
    const mid = sdpMid || null;
    return {
      type: 'signaling.candidate' as const,
      candidate: {
        candidate,
        sdpMid: mid,
        sdpMLineIndex: sdpMLineIndex ?? (mid === null ? 0 : null),
        ...(usernameFragment ? { usernameFragment } : {}),
      },
    };
  });
