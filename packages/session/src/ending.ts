import type { CloseCode } from '@visavis/core';
import { closeOf, eventBeforeClose, type ServerEvent } from '@visavis/protocol';

/** How a session ends: the event that the client receives, and the close frame that follows. */
export interface Ending {
  readonly event: ServerEvent | undefined;
  readonly code: number;
  readonly reason: string;
}

/** @param message For people; the sentence of the error without it. */
export function ending(error: CloseCode, message?: string, more?: { limit?: number; retryAfterS?: number }): Ending {
  const { code, reason } = closeOf(error);
  return { event: eventBeforeClose(error, message, more), code, reason };
}

/** The end of a session whose client has said by another way than its socket that it leaves. */
export const LEFT: Ending = { event: undefined, code: 1000, reason: 'Left' };
