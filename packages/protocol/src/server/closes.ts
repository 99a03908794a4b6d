import { CLOSE_CODES, ERRORS, type CloseCode, type ErrorFacts } from '@visavis/core';
import type { FailureKind, ServerEvent } from './server-event.js';

/** How one kind of end looks on the wire: an event, then the close frame. */
export interface Close {
  /** RFC 6455 §7.4.1. */
  readonly code: number;
  /** ASCII, at most 123 bytes. Some clients read nothing else, and look for these very words. */
  readonly reason: string;
  /** The event that goes before; none where the client cannot read any more. */
  readonly event: FailureKind | 'close' | null;
  /** HTTP status of the same failure, where there is one. */
  readonly status?: number;
}

/** The event before each end. */
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
  'session.gone': 'fail',
  'session.idle': 'close',
  'session.resumed_elsewhere': null,
  'session.server_stopping': 'close',
} as const satisfies Record<CloseCode, Close['event']>;

/** The ends that this event announces. */
export const announcedBy = (event: Close['event']): readonly CloseCode[] =>
  CLOSE_CODES.filter((error) => EVENTS[error] === event);

/** Existing clients know one refusal of a key, whatever is wrong with it: only its message and error code say more. */
const framedAs = (error: CloseCode): CloseCode => (error.startsWith('auth.') ? 'auth.invalid_license' : error);

/** The end of a session on the wire. */
export function closeOf(error: CloseCode): Close {
  const { close, sentence, http }: ErrorFacts & { close: number } = ERRORS[framedAs(error)];
  return { code: close, reason: sentence, event: EVENTS[error], ...(http === undefined ? {} : { status: http }) };
}

/**
 * The event that tells a client why its session ends.
 *
 * @param message For people; the sentence of the error without it.
 * @returns `undefined` where no event goes before the close frame.
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
