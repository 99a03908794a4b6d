export type { ClientMessage } from './client/client-message.js';
export type { ReadConfig, SessionConfig, TurnDetection } from './client/config.js';
export type { Image } from './client/image.js';
export type { Item } from './client/item.js';
export { readClientMessage } from './client/read-client-message.js';
export type { Tool } from './client/tool.js';
export type { CloseCode, WarningCode } from '@visavis/core';
export { READERS, UNIFIED, type Dialect } from './dialect.js';
export { isWithinLimit } from './client/message-size.js';
export { MAX_CLOSE_REASON_BYTES, MAX_FIRST_MESSAGE_BYTES, MAX_FRAME_BYTES, MAX_MESSAGE_BYTES } from './limits.js';
export type { Parsed } from './parsed.js';
export { numberAtEnd, numberedFrame, numberOf } from './sequence.js';
export { closeOf, eventBeforeClose, type Close } from './server/closes.js';
export type {
  EngineFacts,
  FailureKind,
  IceServer,
  Resume,
  ServerEvent,
  SessionInfo,
  TalkingEngines,
  ToolCall,
} from './server/server-event.js';
export { serverFrame, type ServerFrame } from './server/server-frame.js';
export { writeServerEvents } from './server/write-server-events.js';
export { v1Frame, v1SignalFrame, type V1Frame, type V1SignalFrame } from './v1/v1-frame.js';
export { readV1Create, readV1Message } from './v1/read-v1-message.js';
export { isSignallingEvent, V1Writer, writeV1Signal, type SignallingEvent } from './v1/write-v1-events.js';
