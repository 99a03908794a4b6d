export { Viewer, type ReceivedPacket, type ViewerOptions } from './viewer.js';
export type { AnswerChanges } from './viewer-answer.js';
