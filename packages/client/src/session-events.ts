import type { CameraState } from './camera.js';
import type { Device } from './devices.js';
import type { EarsState } from './ears/ears-link.js';
import type { TalkingEngines } from './engines.js';
import type { Json } from './json.js';
import type { StageTimes } from './incoming.js';
import type { MicrophoneState } from './microphone-link.js';
import type { MediaState } from './peer-link.js';
import type { Problem } from './problem.js';
import type { Quality } from './quality.js';
import type { SessionState } from './state.js';

/** The events of a session. Each has one payload object. */
export interface SessionEvents {
  stateChanged: { from: SessionState; to: SessionState };
  /** Which languages the engines of this session know, and where its data goes; once, when it begins. */
  enginesStated: TalkingEngines;
  /** Picture and sound; a session goes on as text while they are `failed`. */
  mediaChanged: { state: MediaState };
  /** How well picture and sound arrive; measured every two seconds while the session is live. */
  qualityChanged: Quality;
  microphoneChanged: { state: MicrophoneState };
  /** What turns the user's speech into text from now on. */
  earsChanged: { state: EarsState };
  /** The camera's state, with its stream, for a picture of the user beside the face. */
  cameraChanged: { state: CameraState; stream?: MediaStream };
  /** A device was plugged in or out, or the browser now reveals more about the devices. */
  devicesChanged: { devices: readonly Device[] };
  /** Where a level meter should stand, 0…1; about 50 times a second. */
  levelMeasured: { level: number };
  /**
   * The user began to speak; the words follow as `userTranscribed` with the same `itemId`, where the server sends one.
   */
  userStarted: { itemId?: string };
  /**
   * Words recognised from the user; `final: false` may be replaced. Empty and final: nothing was understood, `unclear`
   * where the server reports that it was speech.
   */
  userTranscribed: { itemId?: string; text: string; final: boolean; unclear?: true };
  /** The user has sent a text by `ask`. */
  userTyped: { text: string };
  /** The user has sent a picture by `image`: JPEG, PNG or WebP as a data URL (RFC 2397). */
  imageSent: { dataUrl: string };
  /** The whole text of the reply so far. `final: true`: the text that was really said, cut short after a barge-in. */
  replyUpdated: { replyId: string; text: string; final: boolean };
  /**
   * The reply `resumes`, which had been cut short, goes on as `replyId`: the user had not meant to interrupt it. Only
   * from servers that do so.
   */
  replyResumed: { replyId: string; resumes: string };
  /** The part of the reply heard so far, a few times a second while it sounds; only from servers that report it. */
  replyHeard: { replyId: string; text: string; heardMs: number };
  /** The reply's sound has begun. */
  replyStarted: { replyId: string };
  /** How long each stage of an answer took. */
  latencyMeasured: { replyId?: string; stages: StageTimes };
  /** The brain has called a tool for which no handler is registered; answer with `sendToolResult`. */
  toolCalled: { callId: string; name: string; arguments: Json };
  /** The one stream of picture and sound. */
  streamAdded: { stream: MediaStream };
  /** The first picture is on the screen. */
  firstFramePainted: { sinceConnectMs: number };
  /** A problem that the session survives. One that ends it is in the state `ended`. */
  problemOccurred: Problem;
  /**
   * The server did not do what was requested, for instance because it cannot honour a setting. For the page's
   * developer.
   */
  warned: { code: string; message: string };
}
