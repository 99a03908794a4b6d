/** Every error callers may branch on. `close` is the WebSocket close code (RFC 6455 §7.4) where the error ends a session. */
export const ERRORS = {
  'config.invalid': { close: 1011, retryable: false },
  'protocol.malformed': { close: 1008, retryable: false },
  'auth.invalid_license': { close: 1008, retryable: false },
  'avatar.not_found': { close: 1008, retryable: false },
  'avatar.invalid_pack': { close: 1011, retryable: false },
  'capacity.full': { close: 1013, retryable: true },
  'knowledge.invalid': { close: 1011, retryable: false },
  'media.port_unavailable': { close: 1011, retryable: false },
  'media.negotiation_failed': { close: 1011, retryable: true },
  'media.closed': { close: 1011, retryable: true },
  'media.queue_full': { close: 1013, retryable: true },
  'provider.failed': { close: 1011, retryable: true },
  'provider.timeout': { close: 1011, retryable: true },
  'config.ignored': { close: 1008, retryable: false },
  'tool.invalid_call': { close: 1011, retryable: true },
  'provider.no_vision': { close: 1011, retryable: false },
  'worker.died': { close: 1011, retryable: true },
} as const satisfies Record<string, { close: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERRORS;

/** An error with a code from {@link ERRORS}. Branch on `code`; `message` is for people. */
export class CodedError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
  }
}
