import { readClientMessage } from './client/read-client-message.js';
import type { ServerEvent } from './server/server-event.js';
import { writeServerEvents } from './server/write-server-events.js';
import { readV1Message } from './v1/read-v1-message.js';

/** Reads one text frame from a client, by the name of its dialect. They never throw, on any input. */
export const READERS = { unified: readClientMessage, v1: readV1Message } as const;

/** One encoding of the session's vocabulary on the wire. No code behind it uses the wire's names. */
export interface Dialect {
  /** Names what reads its frames. */
  readonly name: keyof typeof READERS;
  /** Whether a client that has set nothing receives its settings all the same: some open their microphone only then. */
  readonly confirmsUnasked: boolean;
  /** @returns The text frames that report the event, in order; none where the dialect has no name for it. */
  write(event: ServerEvent): readonly string[];
}

/** The dialect of the unified socket. It keeps nothing between messages, so all sessions share it. */
export const UNIFIED: Dialect = { name: 'unified', confirmsUnasked: true, write: writeServerEvents };
