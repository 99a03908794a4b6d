import type { CameraState } from './camera.js';
import type { EarsState } from './ears/ears-link.js';
import type { TalkingEngines } from './engines.js';
import type { StageTimes } from './incoming.js';
import type { MicrophoneState } from './microphone-link.js';
import type { MediaState } from './peer-link.js';
import type { Problem } from './problem.js';
import type { Quality } from './quality.js';
import type { SessionState } from './state.js';
import type { TranscriptLine } from './transcript.js';

/** All that a view shows of a `VisavisClient`: its newest session, and what is kept from one session to the next. */
export interface ClientSnapshot {
  readonly state: SessionState;
  /** What both sides said, oldest first; empty again when the next session starts. */
  readonly lines: readonly TranscriptLine[];
  /**
   * The newest problem, whether the session survived it or was ended by it; `undefined` again when the next session
   * starts, and where it was the microphone when that is on.
   */
  readonly problem: Problem | undefined;
  /** How long each stage of the newest answer took, ms. */
  readonly latency: StageTimes | undefined;
  /** The connection's quality; `undefined` until it is known. */
  readonly quality: Quality | undefined;
  /** What the server states of the engines of the newest session; `undefined` until it has. */
  readonly engines: TalkingEngines | undefined;
  readonly media: MediaState;
  readonly microphone: MicrophoneState;
  /** What turns the user's speech into text. */
  readonly ears: EarsState;
  /** Whether the user has muted the microphone. Kept for later sessions. */
  readonly muted: boolean;
  readonly camera: CameraState;
}

/** The part of a snapshot that holds while no session is open: picture, sound and devices are free. */
export const CLOSED = { media: 'none', microphone: 'off', ears: 'server', camera: 'off', quality: undefined } as const;

/** The snapshot before the first session. */
export const INITIAL: ClientSnapshot = {
  ...CLOSED,
  state: { name: 'idle' },
  lines: [],
  problem: undefined,
  latency: undefined,
  engines: undefined,
  muted: false,
};
