export { type CameraState, type OpenCamera } from './camera.js';
export { type ClientSnapshot } from './client-snapshot.js';
export { connect } from './connect.js';
export { listDevices, type Device } from './devices.js';
export type {
  BrowserRecognition,
  Recognition,
  RecognitionClass,
  RecognitionResult,
} from './ears/browser-recognition.js';
export { type EarsState } from './ears/ears-link.js';
export {
  describeBrowserEars,
  describeEnginesWith,
  findBrowserEars,
  hasBrowserEars,
  type BrowserEars,
  type EarsChoice,
  type FindBrowserEarsOptions,
} from './ears/find-browser-ears.js';
export { describeEngines, type EngineFacts, type TalkingEngines } from './engines.js';
export { type Events, type ListenOptions } from './emitter.js';
export { showFace, type ShownFace } from './face-canvas.js';
export { type StageTimes } from './incoming.js';
export { type MicrophoneState } from './microphone-link.js';
export { type Microphone, type MicrophoneHandlers, type MicrophoneOptions, type OpenMicrophone } from './microphone.js';
export { type Attention, type Expression, type SessionConfig } from './outgoing.js';
export { type MediaState } from './peer-link.js';
export { shrinkPicture } from './shrink-picture.js';
export { browserPlatform, type Platform } from './platform.js';
export { type VideoLike } from './playback.js';
export { type Problem, type ProblemKind } from './problem.js';
export { type Quality, type QualityLevel } from './quality.js';
export { type SessionEvents } from './session-events.js';
export { type SessionOptions } from './session-options.js';
export { Session } from './session.js';
export { type SocketLike } from './socket-link.js';
export { type Activity, type EndReason, type SessionState } from './state.js';
export { type ConnectionStats } from './stats.js';
export { type HandledTool, type Tool, type ToolHandler, type ToolSchema } from './tools.js';
export { followTranscript, type TranscriptLine } from './transcript.js';
export { VisavisClient } from './visavis-client.js';
export { warmUp } from './warm-up.js';
