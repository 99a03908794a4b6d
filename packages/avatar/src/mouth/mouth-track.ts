import type { MouthShape } from '../rig/face-pose.js';

/** The mouth over a stretch of speech. */
export interface MouthTrack {
  /** @param ms From the start of the stretch; any value. */
  at(ms: number): MouthShape;
}
