import { CodedError } from '@visavis/core';
import { refusalSentence } from '../http/refusal-sentence.js';

/** Why a connection to a vendor ended. */
export type SocketEnd =
  /** The vendor answered the request to open it with an HTTP status. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterMs?: number | undefined }
  /** The vendor closed it, with a WebSocket close code. */
  | { readonly kind: 'closed'; readonly code: number }
  /** It could not be opened, or was lost. */
  | { readonly kind: 'broken' }
  /** Nothing came back for a ping: the other end is gone without a word. */
  | { readonly kind: 'silent' }
  /** The vendor takes what is sent more slowly than it is said. */
  | { readonly kind: 'backlog' }
  /** This side has closed it. */
  | { readonly kind: 'left' };

/** The connection has ended. */
export class SocketEnded extends CodedError {
  readonly end: SocketEnd;

  /** @param what The subject of the message: the vendor. */
  constructor(what: string, end: SocketEnd, options?: { cause?: unknown }) {
    super('provider.failed', sentenceOf(what, end), options);
    this.name = 'SocketEnded';
    this.end = end;
  }

  /** Whether another connection may do better: nothing says that this side or what it sent has ended this one. */
  get isAccident(): boolean {
    return this.end.kind !== 'left' && !isInvalid(this.end);
  }

  /** The pause that the vendor has asked for. */
  get retryAfterMs(): number | undefined {
    return this.end.kind === 'refused' ? this.end.retryAfterMs : undefined;
  }
}

/** RFC 6455, section 7.4.1: what was sent cannot be used. */
const INVALID_PAYLOAD = 1007;

const isInvalid = (end: SocketEnd): boolean => end.kind === 'closed' && end.code === INVALID_PAYLOAD;

function sentenceOf(what: string, end: SocketEnd): string {
  switch (end.kind) {
    case 'refused':
      return refusalSentence({ what, hasKey: true, ...end });
    case 'closed':
      return isInvalid(end)
        ? `${what} does not accept what it was sent`
        : `${what} closed the connection (${end.code})`;
    case 'broken':
      return `${what} cannot be reached`;
    case 'silent':
      return `the connection to ${what} is lost`;
    case 'backlog':
      return `${what} receives too slowly`;
    case 'left':
      return `the connection to ${what} was closed`;
  }
}
