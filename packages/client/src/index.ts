export { answerTools, type HandledTool } from './answer-tools.js';
export { connect } from './connect.js';
export { type Events, type ListenOptions } from './emitter.js';
export { type StageTimes } from './incoming.js';
export { type MicrophoneState } from './microphone-link.js';
export {
  listMicrophones,
  type Microphone,
  type MicrophoneDevice,
  type MicrophoneHandlers,
  type MicrophoneOptions,
  type OpenMicrophone,
} from './microphone.js';
export { type SessionConfig, type Tool } from './outgoing.js';
export { type MediaState } from './peer-link.js';
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
export { followTranscript, type TranscriptLine } from './transcript.js';
export { warmUp } from './warm-up.js';
