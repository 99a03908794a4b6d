export type { ConversationEvents, StageTimes } from './conversation-events.js';
export type { ConversationState } from './conversation-state.js';
export { Conversation, type ConversationOptions } from './conversation.js';
export type { HistoryItem } from './history.js';
export type { TurnDetection } from './listening/listener.js';
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
export { DEFAULT_SETTINGS, type ConversationSettings } from './settings.js';
