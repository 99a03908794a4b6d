import { createParser } from 'eventsource-parser';
import { CodedError } from '@visavis/core';
import type { ShownPicture } from '@visavis/speech';
import { parsedJson, recordOf } from './json-extent.js';
import { Refusal } from './refusal.js';
import { requestBody } from './request-body.js';

/** Limit of an error's body, of which a few words count. */
const MAX_ERROR_BYTES = 64 * 1024;
/** Limit of an answer in one piece, and of one event of a stream: far more than an answer that is spoken. */
const MAX_BYTES = 1024 * 1024;
/** The data of the event that ends a stream. */
const DONE = '[DONE]';

/**
 * An endpoint with the chat completions protocol, over `fetch`: a stream is read as bytes, so that every byte counts as a
 * sign of life, bodies are bounded, the body of an error is read in any shape, and redirects are not followed.
 */
export class ChatService {
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param baseUrl Up to the version, as in `https://api.openai.com/v1`. A query is kept. */
  constructor(baseUrl: string, apiKey: string | undefined) {
    const key = apiKey?.trim();
    this.#url = new URL(baseUrl);
    this.#url.pathname = `${this.#url.pathname}/chat/completions`.replace(/\/{2,}/g, '/');
    this.#headers = {
      'content-type': 'application/json',
      accept: 'text/event-stream, application/json',
      ...(key && { authorization: `Bearer ${key}` }),
    };
  }

  /**
   * Asks, and reads the answer.
   *
   * @param pictures Those that stand in the request as slots.
   * @returns The chunks of the answer as JSON values, those that came together in one list. An empty list is a sign of
   *   life: the beginning of the answer, a comment, a chunk that cannot be read.
   * @throws {Refusal} When the service answers with an error.
   * @throws {CodedError} `provider.failed` when it cannot be reached, or answers with something else.
   */
  async *ask(
    body: object,
    pictures: readonly ShownPicture[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly unknown[], void, undefined> {
    const response = await this.#post(await requestBody(body, pictures), signal);
    if (!response.ok) throw new Refusal(response.status, await textOf(response, MAX_ERROR_BYTES));
    const type = response.headers.get('content-type') ?? '';
    if (type.includes('html')) {
      await response.body?.cancel();
      throw new CodedError('provider.failed', 'the language model answered with a page');
    }
    yield [];
    if (type.includes('json') && !type.includes('ndjson')) yield [wholeAnswer(await textOf(response, MAX_BYTES))];
    else yield* chunksOf(response);
  }

  async #post(body: string | Blob, signal: AbortSignal): Promise<Response> {
    try {
      const init = { method: 'POST', headers: this.#headers, body, signal, redirect: 'manual' as const };
      return await fetch(this.#url, init);
    } catch (error) {
      throw new CodedError('provider.failed', 'the language model cannot be reached', { cause: error });
    }
  }
}

async function* chunksOf(response: Response): AsyncGenerator<readonly unknown[], void, undefined> {
  const decoder = new TextDecoder();
  const came: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => void came.push(data) });
  let bytes = 0;
  for await (const piece of piecesOf(response)) {
    parser.feed(decoder.decode(piece, { stream: true }));
    bytes = came.length > 0 ? 0 : bytes + piece.length;
    if (bytes > MAX_BYTES) throw new CodedError('provider.failed', 'the language model sent a chunk without end');
    const events = came.splice(0);
    const ended = events.indexOf(DONE);
    yield readable(ended < 0 ? events : events.slice(0, ended));
    if (ended >= 0) return;
  }
  // A last event without the blank line that ends it.
  parser.feed('\n\n');
  yield readable(came.filter((data) => data !== DONE));
}

/** Data that is no JSON is passed over, like an unknown chunk. */
function readable(events: readonly string[]): unknown[] {
  return events.map(parsedJson).filter((value) => value !== undefined);
}

async function* piecesOf({ body }: Response): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body?.getReader();
  if (!reader) return;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } catch (error) {
    throw new CodedError('provider.failed', 'the connection to the language model broke', { cause: error });
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** An answer in one piece, in the form of a chunk. */
function wholeAnswer(text: string): unknown {
  const answer = recordOf(parsedJson(text));
  const choices = answer?.['choices'];
  if (!answer || !Array.isArray(choices)) return answer;
  const chunks = choices.map((choice: unknown) => ({ ...recordOf(choice), delta: recordOf(choice)?.['message'] }));
  return { ...answer, choices: chunks };
}

/** @returns At most `maxBytes` of the body; the rest is not received. */
async function textOf(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let left = maxBytes;
  for await (const piece of piecesOf(response)) {
    text += decoder.decode(piece.subarray(0, left), { stream: true });
    left -= piece.length;
    if (left <= 0) break;
  }
  return text;
}
