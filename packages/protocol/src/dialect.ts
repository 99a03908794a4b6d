import type { ClientMessage } from './client/client-message.js';
import { readClientMessage } from './client/read-client-message.js';
import type { Parsed } from './parsed.js';
import type { ServerEvent } from './server/server-event.js';
import { writeServerEvents } from './server/write-server-events.js';

/** One encoding of the session's vocabulary on the wire. No code behind it uses the wire's names. */
export interface Dialect {
  /** Whether a client that has set nothing receives its settings all the same: some open their microphone only then. */
  readonly confirmsUnasked: boolean;
  /** Reads one text frame from the client. Never throws, on any input. */
  read(text: string): Parsed<ClientMessage>;
  /** @returns The text frames that report the event, in order; none where the dialect has no name for it. */
  write(event: ServerEvent): readonly string[];
}

/** The dialect of the unified socket. It keeps nothing between messages, so all sessions share it. */
export const UNIFIED: Dialect = { confirmsUnasked: true, read: readClientMessage, write: writeServerEvents };
