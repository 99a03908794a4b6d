export { isUploaded, readBackground, type Background, type UploadedBackground } from './background.js';
export { Channel, type FullPolicy } from './channel.js';
export { systemClock, type Clock } from './clock.js';
export { CodedError } from './coded-error.js';
export type { Complete } from './complete.js';
export {
  CLOSE_CODES,
  ERRORS,
  isWarningCode,
  WARNING_CODES,
  type CloseCode,
  type ErrorCode,
  type ErrorFacts,
  type ThrownCode,
  type WarningCode,
} from './errors.js';
export { silentLogger, type Logger } from './logger.js';
export {
  AT_REST,
  ATTENTIONS,
  expressionNamed,
  EXPRESSIONS,
  sameMotion,
  type Attention,
  type Expression,
  type Motion,
} from './motion.js';
export { ResourceStack } from './resource-stack.js';
export { TypedEmitter, type Events, type ListenOptions } from './typed-emitter.js';
