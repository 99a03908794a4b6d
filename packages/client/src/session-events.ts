import type { CameraState } from './camera.js';
import type { Device } from './devices.js';
import type { Json } from './json.js';
import type { StageTimes } from './incoming.js';
import type { MicrophoneState } from './microphone-link.js';
import type { MediaState } from './peer-link.js';
import type { Problem } from './problem.js';
import type { Quality } from './quality.js';
import type { SessionState } from './state.js';

/** Facts a session tells. Every event has one payload object. */
export interface SessionEvents {
  stateChanged: { from: SessionState; to: SessionState };
  /** Picture and sound; a session goes on as text while they are `failed`. */
  mediaChanged: { state: MediaState };
  /** How well picture and sound arrive; looked at every two seconds while the session is live. */
  qualityChanged: Quality;
  microphoneChanged: { state: MicrophoneState };
  /** With what the camera shows, for a picture of the user beside the face. */
  cameraChanged: { state: CameraState; stream?: MediaStream };
  /** Something was plugged in or out, or the browser now tells more of what there is. */
  devicesChanged: { devices: readonly Device[] };
  /** Where a level meter should stand, 0…1; about 50 times a second. */
  levelMeasured: { level: number };
  /** The user began to speak; the words follow as `userTranscribed` with the same `itemId` where the server gives one. */
  userStarted: { itemId?: string };
  /** What was understood of the user; `final: false` may be replaced. Empty and final: nothing was understood. */
  userTranscribed: { itemId?: string; text: string; final: boolean };
  /** The user has said something by `ask`. */
  userTyped: { text: string };
  /** The user has sent a picture by `image`: JPEG, PNG or WebP as a data URL (RFC 2397). */
  imageSent: { dataUrl: string };
  /** All of the reply's text so far. `final: true`: what was really said, cut short by a barge-in. */
  replyUpdated: { replyId: string; text: string; final: boolean };
  /** What was heard of the reply so far, a few times a second while it sounds; only from servers that tell it. */
  replyHeard: { replyId: string; text: string; heardMs: number };
  /** The reply's sound has begun. */
  replyStarted: { replyId: string };
  /** How long each stage of an answer took. */
  latencyMeasured: { replyId?: string; stages: StageTimes };
  /** The brain wants something done for which no handler is registered; answer with `sendToolResult`. */
  toolCalled: { callId: string; name: string; arguments: Json };
  /** The one stream of picture and sound. */
  streamAdded: { stream: MediaStream };
  /** The first picture is on the screen. */
  firstFramePainted: { sinceConnectMs: number };
  /** Something went wrong that the session survives. What ends it is in the state `ended`. */
  problemOccurred: Problem;
  /** The server did something else than it was told, a setting it cannot honour say. For whoever writes the page. */
  warned: { code: string; message: string };
}
