import { createParser } from 'eventsource-parser';
import { CodedError } from '@visavis/core';

/** The data of the event that ends a stream. */
export const DONE = '[DONE]';

/** The stream to be read, and its limits. */
export interface EventStream {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Limit of one event, bytes. */
  readonly maxBytes: number;
  /** The subject of an error's message: the service. */
  readonly what: string;
}

/**
 * Reads server-sent events until {@link DONE} or the end.
 *
 * @returns The data of events, those that came together in one list. An empty list is a sign of life.
 * @throws {CodedError} `provider.failed` when an event is longer than its limit.
 */
export async function* eventData({ pieces, maxBytes, what }: EventStream): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  const came: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => void came.push(data) });
  let bytes = 0;
  for await (const piece of pieces) {
    parser.feed(decoder.decode(piece, { stream: true }));
    bytes = came.length > 0 ? 0 : bytes + piece.length;
    if (bytes > maxBytes) throw new CodedError('provider.failed', `${what} sent a chunk without end`);
    const events = came.splice(0);
    const ended = events.indexOf(DONE);
    yield ended < 0 ? events : events.slice(0, ended);
    if (ended >= 0) return;
  }
  // A last event without the blank line that ends it.
  parser.feed('\n\n');
  yield came.filter((data) => data !== DONE);
}
