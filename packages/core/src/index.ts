export { Channel, type FullPolicy } from './channel.js';
export { systemClock, type Clock } from './clock.js';
export type { Complete } from './complete.js';
export { CodedError, ERRORS, type ErrorCode } from './errors.js';
export { silentLogger, type Logger } from './logger.js';
export { ResourceStack } from './resource-stack.js';
export { TypedEmitter, type Events, type ListenOptions } from './typed-emitter.js';
