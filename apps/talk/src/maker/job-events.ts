import { createParser } from 'eventsource-parser';

/** The server sends a line every 15 s at least; the first event comes at once, unless something on the way holds it back. */
const FIRST_MS = 3_000;
const LONGEST_SILENCE_MS = 20_000;

/**
 * Reads server-sent events as they come: `EventSource` sends no key.
 *
 * @returns The data of each. Ends when the server closes the stream, or nothing comes for too long.
 * @throws {TypeError} When the connection is lost. @throws {Error} When the response holds no events.
 */
export async function* eventsOf(response: Response): AsyncGenerator<string> {
  if (!response.ok || !response.body) throw new Error('no events');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const come: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => come.push(data) });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (let patienceMs = FIRST_MS; ; patienceMs = LONGEST_SILENCE_MS) {
      timer = setTimeout(() => void reader.cancel().catch(() => undefined), patienceMs);
      const { value, done } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      parser.feed(value);
      yield* come.splice(0);
    }
  } finally {
    clearTimeout(timer);
    void reader.cancel().catch(() => undefined);
  }
}
