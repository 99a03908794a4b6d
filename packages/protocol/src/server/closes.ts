import { CLOSE_CODES, ERRORS, type CloseCode, type ErrorFacts } from '@visavis/core';
import type { FailureKind, ServerEvent } from './server-event.js';

/** How the end of a session looks on the wire: an event, then the close frame. */
export interface Close {
  /** WebSocket close code (RFC 6455 §7.4.1). */
  readonly code: number;
  /** Close reason: ASCII, at most 123 bytes. Some clients read nothing else and compare its words. */
  readonly reason: string;
  /** The event sent before the close frame; `null` where the client cannot read any more. */
  readonly event: FailureKind | 'close' | null;
  /** HTTP status of the same failure, where there is one. */
  readonly status?: number;
}

/** The event that precedes each kind of end. */
const EVENTS = {
  'auth.invalid_license': 'fail',
  'auth.token_expired': 'fail',
  'auth.token_spent': 'fail',
  'auth.wrong_avatar': 'fail',
  'auth.wrong_page': 'fail',
  'avatar.not_found': 'fail',
  'capacity.full': 'gpu_full',
  'capacity.license_full': 'connection_limit_exceeded',
  flood: 'close',
  internal: 'backend_error',
  'protocol.early_size': null,
  'session.gone': 'fail',
  'session.idle': 'close',
  'session.resumed_elsewhere': null,
  'session.server_stopping': 'close',
} as const satisfies Record<CloseCode, Close['event']>;

/** Returns the errors that this event announces. */
export const announcedBy = (event: Close['event']): readonly CloseCode[] =>
  CLOSE_CODES.filter((error) => EVENTS[error] === event);

/** Existing clients know one refusal of a key for every cause: only its message and error code say more. */
const framedAs = (error: CloseCode): CloseCode => (error.startsWith('auth.') ? 'auth.invalid_license' : error);

/** Returns the close frame, and the event before it, of a session that ends with this error. */
export function closeOf(error: CloseCode): Close {
  const { close, sentence, http }: ErrorFacts & { close: number } = ERRORS[framedAs(error)];
  return { code: close, reason: sentence, event: EVENTS[error], ...(http === undefined ? {} : { status: http }) };
}

/**
 * Returns the event that reports to a client why its session ends.
 *
 * @param message Text for people; by default the sentence of the error.
 * @returns `undefined` where no event precedes the close frame.
 */
export function eventBeforeClose(
  error: CloseCode,
  message: string = ERRORS[error].sentence,
  more: { limit?: number; retryAfterS?: number } = {},
): ServerEvent | undefined {
  const { event, status } = closeOf(error);
  if (event === null) return undefined;
  if (event === 'close') return { type: 'closed', message, error };
  return { type: 'failed', failure: event, message, error, ...(status === undefined ? {} : { status }), ...more };
}
