import { CLOSES, eventBeforeClose, type CloseKind, type ServerEvent } from '@visavis/protocol';

/** How a session ends: the event that the client receives, and the close frame that follows. */
export interface Ending {
  readonly event: ServerEvent | undefined;
  readonly code: number;
  readonly reason: string;
}

/** @param message For people; the close reason without it. */
export function ending(kind: CloseKind, message?: string, more?: { limit?: number; retryAfterS?: number }): Ending {
  const { code, reason } = CLOSES[kind];
  return { event: eventBeforeClose(kind, message, more), code, reason };
}
