export type { ConversationEvents, StageTimes } from './conversation-events.js';
export type { ConversationState } from './conversation-state.js';
export { Conversation, type ConversationOptions } from './conversation.js';
export type { HistoryItem } from './history.js';
export {
  LISTEN_FRAME_SAMPLES,
  LISTEN_RATE_HZ,
  type Brain,
  type ChatMessage,
  type Heard,
  type RecognitionStream,
  type ReplyRequest,
  type SpeechOutput,
  type SpeechRecognizer,
  type Synthesizer,
  type Transcript,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from './ports.js';
export type { ConversationSettings, TurnDetection } from './settings.js';
