export { PatternedVideo } from './patterned-video.js';
export { Viewer, type ReceivedPacket, type ViewerOptions } from './viewer.js';
export type { AnswerChanges } from './viewer-answer.js';
export { UdpRelay, type LinkOptions } from './udp-relay.js';
export { Mutator, seeded } from './mutate.js';
