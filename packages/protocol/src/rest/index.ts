export {
  avatarDetail,
  avatarSummary,
  choice,
  envelope,
  failure,
  iceServersAnswer,
  issuedToken,
  type AvatarDetail,
  type AvatarSummary,
  type IssuedToken,
} from './answers.js';
export {
  avatarAddRequest,
  avatarDeleteRequest,
  avatarJobRequest,
  avatarUpdateRequest,
  type AvatarAddRequest,
  type AvatarUpdateRequest,
} from './avatar-changes.js';
export { avatarJobStatus, type AvatarJobStatus } from './avatar-job.js';
export { avatarRecord, avatarRecords, type AvatarRecord } from './avatar-record.js';
export {
  chatMessage,
  chatMessagesQuery,
  chatPage,
  chatSession,
  chatSessionsQuery,
  type ChatMessage,
  type ChatSession,
} from './chat-records.js';
export { sessionEndRequest } from './session-end-request.js';
export { TOKEN_LIFE_S, tokenRequest, webOrigin, type TokenRequest } from './token-request.js';
export { v1FunctionCall } from './v1-function-call.js';
