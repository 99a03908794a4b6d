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
export { recordedVoices, type RecordedVoice } from './recorded-voices.js';
export { wordErrors } from './word-errors.js';
