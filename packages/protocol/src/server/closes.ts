import type { FailureKind, ServerEvent } from './server-event.js';

/** How one kind of end looks on the wire: an event, then the close frame. */
export interface Close {
  /** RFC 6455 §7.4.1. */
  readonly code: number;
  /** ASCII, at most 123 bytes. Some clients read nothing else, and look for these very words. */
  readonly reason: string;
  /** The event that goes before; none where the client has done the closing, or cannot read any more. */
  readonly event: FailureKind | 'close' | null;
  /** HTTP status of the same failure, where there is one. */
  readonly status?: number;
}

/** Every way the server ends a session. */
export const CLOSES = {
  invalidLicense: { code: 1008, reason: 'Invalid license', event: 'fail', status: 401 },
  avatarNotFound: { code: 1008, reason: 'Avatar not found', event: 'fail', status: 404 },
  sessionGone: { code: 1008, reason: 'Session gone', event: 'fail', status: 410 },
  insufficientBalance: { code: 1008, reason: 'Insufficient points', event: 'insufficient_balance' },
  connectionLimit: { code: 1008, reason: 'Connection limit exceeded', event: 'connection_limit_exceeded' },
  tooManyMessages: { code: 1008, reason: 'Too many messages', event: 'close' },
  frameTooBig: { code: 1009, reason: 'Message too big', event: null },
  serverFull: { code: 1013, reason: 'All renderers are busy', event: 'gpu_full' },
  backendFailed: { code: 1011, reason: 'Internal error', event: 'backend_error' },
  ended: { code: 1000, reason: 'Session ended', event: 'close' },
  takenOver: { code: 1000, reason: 'Resumed elsewhere', event: null },
  idle: { code: 1000, reason: 'Idle for too long', event: 'close' },
  goingAway: { code: 1001, reason: 'Server is shutting down', event: 'close' },
} as const satisfies Record<string, Close>;

export type CloseKind = keyof typeof CLOSES;

/**
 * The event that tells a client why its session ends.
 *
 * @param message For people; the close reason without it.
 * @returns `undefined` where no event goes before the close frame.
 */
export function eventBeforeClose(
  kind: CloseKind,
  message: string = CLOSES[kind].reason,
  more: { limit?: number; retryAfterS?: number } = {},
): ServerEvent | undefined {
  const { event, status }: Close = CLOSES[kind];
  if (event === null) return undefined;
  if (event === 'close') return { type: 'closed', message };
  return { type: 'failed', failure: event, message, ...(status === undefined ? {} : { status }), ...more };
}
