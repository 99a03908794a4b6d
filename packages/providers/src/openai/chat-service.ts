import { CodedError } from '@visavis/core';
import type { ShownPicture } from '@visavis/speech';
import { eventData } from '../http/event-data.js';
import { parsedJson, recordOf } from '../http/json.js';
import { piecesOf, textOf } from '../http/response-body.js';
import { bearer, serviceUrl } from '../http/service-url.js';
import { Refusal } from './refusal.js';
import { requestBody } from './request-body.js';

/** Limit of an error's body, of which a few words count. */
const MAX_ERROR_BYTES = 64 * 1024;
/** Limit of an answer in one piece, and of one event of a stream: far more than an answer that is spoken. */
const MAX_BYTES = 1024 * 1024;
const WHAT = 'the language model';

/**
 * An endpoint with the chat completions protocol, over `fetch`: a stream is read as bytes, so that every byte counts as a
 * sign of life, bodies are bounded, the body of an error is read in any shape, and redirects are not followed.
 */
export class ChatService {
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param baseUrl Up to the version, as in `https://api.openai.com/v1`. A query is kept. */
  constructor(baseUrl: string, apiKey: string | undefined) {
    this.#url = serviceUrl(baseUrl, '/chat/completions');
    this.#headers = {
      'content-type': 'application/json',
      accept: 'text/event-stream, application/json',
      ...bearer(apiKey),
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
    if (!response.ok) throw new Refusal(response.status, await textOf(piecesOf(response, WHAT), MAX_ERROR_BYTES));
    const type = response.headers.get('content-type') ?? '';
    if (type.includes('html')) {
      await response.body?.cancel();
      throw new CodedError('provider.failed', `${WHAT} answered with a page`);
    }
    yield [];
    const pieces = piecesOf(response, WHAT);
    if (type.includes('json') && !type.includes('ndjson')) yield [wholeAnswer(await textOf(pieces, MAX_BYTES))];
    else for await (const events of eventData({ pieces, maxBytes: MAX_BYTES, what: WHAT })) yield readable(events);
  }

  async #post(body: string | Blob, signal: AbortSignal): Promise<Response> {
    try {
      const init = { method: 'POST', headers: this.#headers, body, signal, redirect: 'manual' as const };
      return await fetch(this.#url, init);
    } catch (error) {
      throw new CodedError('provider.failed', `${WHAT} cannot be reached`, { cause: error });
    }
  }
}

/** Data that is no JSON is passed over, like an unknown chunk. */
function readable(events: readonly string[]): unknown[] {
  return events.map(parsedJson).filter((value) => value !== undefined);
}

/** An answer in one piece, in the form of a chunk. */
function wholeAnswer(text: string): unknown {
  const answer = recordOf(parsedJson(text));
  const choices = answer?.['choices'];
  if (!answer || !Array.isArray(choices)) return answer;
  const chunks = choices.map((choice: unknown) => ({ ...recordOf(choice), delta: recordOf(choice)?.['message'] }));
  return { ...answer, choices: chunks };
}
