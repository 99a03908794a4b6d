export { AlignedSpeech } from './aligning/aligned-speech.js';
export { withPhones } from './aligning/with-phones.js';
export { ClientEars, type ClientEarsOptions } from './client-ears/client-ears.js';
export type { ClientTranscript } from './client-ears/reported-words.js';
export type { ConversationEvents, StageTimes } from './conversation-events.js';
export type { ConversationState } from './conversation-state.js';
export { Conversation, type ConversationOptions } from './conversation.js';
export { inTime, type Limits } from './deadline.js';
export type { DataDestination, Engine, EngineEvents, EngineHealth, EngineInfo } from './engine.js';
export { Candidate, type CandidateEvents, type CandidateOptions } from './fallback/candidate.js';
export { FallbackBrain } from './fallback/fallback-brain.js';
export { type FallbackOptions } from './fallback/fallback-engine.js';
export { FallbackRecognizer } from './fallback/fallback-recognizer.js';
export { FallbackSynthesizer } from './fallback/fallback-synthesizer.js';
export { brainCandidate, recognizerCandidate, synthesizerCandidate } from './fallback/trials.js';
export type { Dialogue } from './dialogue.js';
export { Exchange, type ExchangeOptions } from './exchanging/exchange.js';
export { FIRST, type HistoryItem, type Position } from './history.js';
export { NO_RESULT } from './history-messages.js';
export type {
  HeardUtterance,
  Interlocution,
  InterlocutionOptions,
  Interlocutor,
  SoundReply,
  SoundReplyPart,
} from './interlocutor.js';
export type { Knowledge, Passage, Topic } from './knowledge.js';
export { DEFAULT_LANGUAGE, languageOf, type Apologies, type Language, type Notices } from './languages/index.js';
export {
  LISTEN_FRAME_SAMPLES,
  NOT_UNDERSTOOD,
  type Aligner,
  type AlignmentOptions,
  type AlignmentStream,
  type Brain,
  type ChatMessage,
  type Expected,
  type FinalTranscript,
  type Heard,
  type HistoryMessage,
  type JsonObject,
  type PhrasePosition,
  type RecognitionStream,
  type ReplyPart,
  type ReplyRequest,
  type ShownPicture,
  type SpeechOutput,
  type SpeechRecognizer,
  type SynthesisOptions,
  type Synthesizer,
  type Tool,
  type ToolCallMessage,
  type ToolChoice,
  type ToolOutputMessage,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from './ports.js';
export type { Pronunciations } from './pronouncing/respelling.js';
export { withPronunciations } from './pronouncing/with-pronunciations.js';
export { PreparedEngine } from './prepared-engine.js';
export {
  engineProvider,
  type EngineContext,
  type EngineKind,
  type EngineProvider,
  type Learning,
  type ProviderSetting,
  type ProviderSettings,
  type SettingValue,
  type SettingValues,
} from './provider.js';
export { splitClauses } from './replying/clauses.js';
export { Speakable } from './speakable/speakable.js';
export type { OwnTools } from './tools/own-tools.js';
export { withReply } from './with-reply.js';
export { withOwnTools } from './tools/with-own-tools.js';
export { spokenForm, type SpokenStretch } from './speakable/spoken-form.js';
export { LISTEN_RATE_HZ } from '@visavis/sound';
export { turnTakingOf, type TurnTaking } from './turn-taking.js';
export type { ConversationSettings, ReplyOverrides, TurnDetection } from './conversation-settings.js';
