import type { ClientMessage } from './client/client-message.js';
import { readClientMessage } from './client/read-client-message.js';
import type { Parsed } from './parsed.js';
import type { ServerEvent } from './server/server-event.js';
import { writeServerEvents } from './server/write-server-events.js';

/** One way to put the session's vocabulary on the wire. Behind it nobody knows the wire's names. */
export interface Dialect {
  /** Whether a client that has set nothing is told its settings all the same: some wait for that with their microphone. */
  readonly confirmsUnasked: boolean;
  /** Reads one text frame from the client. Never throws, whatever the frame holds. */
  read(text: string): Parsed<ClientMessage>;
  /** @returns The text frames that tell of the event, in order; none where the dialect has no word for it. */
  write(event: ServerEvent): readonly string[];
}

/** The unified socket. It keeps nothing between messages, so all its sessions share it. */
export const UNIFIED: Dialect = { confirmsUnasked: true, read: readClientMessage, write: writeServerEvents };
