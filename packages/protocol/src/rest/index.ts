export { avatarRecords, type AvatarRecord } from './avatar-record.js';
export { v1FunctionCall } from './v1-function-call.js';
export { TOKEN_LIFE_S, tokenRequest, webOrigin, type TokenRequest } from './token-request.js';
