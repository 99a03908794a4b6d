export { collect } from './collect.js';
export {
  chunk,
  event,
  FakeChatService,
  refuses,
  streams,
  type ChatAnswer,
  type SentChat,
} from './fake-chat-service.js';
export { answersJson, FakeHttp, type HttpAnswer, type ReceivedRequest } from './fake-http.js';
export { FakeEmbeddings } from './fake-embeddings.js';
export { fakeAzure } from './fake-azure.js';
export { fakeFlux, fakeNova, UNDERSTOOD, type EarsScenario } from './fake-deepgram.js';
export { FakeVendor, VendorConnection, type Received, type VendorScript } from './fake-vendor.js';
export { FakeRealtime, type FakeRealtimeScript, type ScriptedReply, type ScriptedSpeech } from './fake-realtime.js';
export { CHARACTER_MS, fakeCartesia, fakeElevenLabs, type VoiceScenario } from './fake-voices.js';
export { recordedVoices, type RecordedVoice } from './recorded-voices.js';
export { wordErrors } from './word-errors.js';
