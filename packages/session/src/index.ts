export type { Behaviour, BehaviourContext, SteeringMessage } from './behaviour.js';
export { SignallingLine } from './dialect-v1/signalling-line.js';
export { Switchboard } from './dialect-v1/switchboard.js';
export { readUserId } from './dialect-v1/user-id.js';
export { v1Dialect } from './dialect-v1/v1-dialect.js';
export { readQuery } from './dialect-v2/query.js';
export type { SocketQuery } from './socket-query.js';
export { ending, LEFT, type Ending } from './ending.js';
export type {
  ConversationEngines,
  Ears,
  Faces,
  Media,
  Minds,
  SessionEngines,
  SessionMedia,
  Voices,
} from './engines.js';
export { FrameThread } from './frames/frame-thread.js';
export type { Journal, SessionEnd, TurnEntry } from './journal.js';
export { ClientSocket, type Connection } from './link/client-socket.js';
export { Session, type Admission, type QueueNews, type ResumeOptions, type SessionOptions } from './session.js';
export { factsOf } from './settings/stated-engines.js';
