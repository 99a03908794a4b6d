export type { ConversationEvents, StageTimes } from './conversation-events.js';
export type { ConversationState } from './conversation-state.js';
export { Conversation, type ConversationOptions } from './conversation.js';
export { FIRST, type HistoryItem, type Place } from './history.js';
export { NO_RESULT } from './history-messages.js';
export {
  LISTEN_FRAME_SAMPLES,
  type Brain,
  type ChatMessage,
  type Heard,
  type HistoryMessage,
  type JsonObject,
  type Picture,
  type RecognitionStream,
  type ReplyPart,
  type ReplyRequest,
  type SpeechOutput,
  type SpeechRecognizer,
  type Synthesizer,
  type Tool,
  type ToolCallMessage,
  type ToolChoice,
  type ToolOutputMessage,
  type Transcript,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from './ports.js';
export { LISTEN_RATE_HZ } from '@visavis/sound';
export type { ConversationSettings, ReplyOverrides, TurnDetection } from './settings.js';
