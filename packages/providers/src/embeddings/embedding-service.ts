import { CodedError, systemClock, type Clock } from '@visavis/core';
import { inTime, type DataDestination } from '@visavis/speech';
import { destinationOf } from '../destination.js';
import { HttpService } from '../http/http-service.js';
import { listOf, parsedJson, recordOf } from '../http/json.js';
import { piecesOf, textOf } from '../http/response-body.js';

const HOSTED = 'https://api.openai.com/v1';
const SERVICES = { 'api.openai.com': 'OpenAI' };
/** Far more than the vectors of one request. */
const MAX_BYTES = 32 * 1024 * 1024;

/** The service that makes vectors of texts, and its model. */
export interface EmbeddingOptions {
  /** @defaultValue the hosted service of OpenAI */
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly model: string;
  readonly clock?: Clock;
}

/** An OpenAI-compatible endpoint for embeddings: texts of like meaning have vectors of like direction. */
export class EmbeddingService {
  /** Identifies the space of its vectors: those of another service or model cannot be compared with them. */
  readonly space: string;
  readonly data: DataDestination;
  readonly #http: HttpService;
  readonly #model: string;
  readonly #clock: Clock;
  readonly #what: string;

  constructor({ baseUrl = HOSTED, apiKey, model, clock = systemClock }: EmbeddingOptions) {
    const key = apiKey?.trim();
    this.space = `${baseUrl}\n${model}`;
    this.data = destinationOf(baseUrl, SERVICES);
    this.#what = this.data.at === 'service' ? this.data.service : 'the endpoint for embeddings';
    const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
    this.#http = new HttpService({ baseUrl, headers, what: this.#what, clock });
    this.#model = model;
    this.#clock = clock;
  }

  /**
   * @param texts None is empty.
   * @returns A vector of length 1 for each.
   * @throws {CodedError} `provider.*`; the signal's reason when aborted.
   */
  async embed(
    texts: readonly string[],
    { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
  ): Promise<readonly Float32Array[]> {
    const hangUp = new AbortController();
    const asked = this.#ask(texts, AbortSignal.any([signal, hangUp.signal]));
    try {
      return await inTime(asked, { clock: this.#clock, withinMs, what: this.#what, signal });
    } finally {
      hangUp.abort();
    }
  }

  async #ask(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const body = JSON.stringify({ model: this.#model, input: texts, encoding_format: 'float' });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const response = await this.#http.send(this.#http.url('/embeddings'), init, signal);
    const answer = recordOf(parsedJson(await textOf(piecesOf(response, this.#what), MAX_BYTES)));
    const vectors = inOrder(listOf(answer?.['data']));
    const isWhole = vectors.length === texts.length && vectors.every((vector) => vector !== undefined);
    if (!isWhole) throw new CodedError('provider.failed', `${this.#what} sent vectors that cannot be read`);
    return vectors;
  }
}

/** Servers number the vectors by `index`, and most send them in order. */
function inOrder(items: readonly unknown[]): (Float32Array | undefined)[] {
  const vectors: (Float32Array | undefined)[] = Array.from({ length: items.length });
  for (const [at, item] of items.entries()) {
    const { index, embedding } = recordOf(item) ?? {};
    const place = typeof index === 'number' ? index : at;
    if (place in vectors) vectors[place] = unitVector(listOf(embedding));
  }
  return vectors;
}

function unitVector(numbers: readonly unknown[]): Float32Array | undefined {
  if (!numbers.every((number) => typeof number === 'number')) return undefined;
  const length = Math.hypot(...numbers);
  return length > 0 && Number.isFinite(length) ? Float32Array.from(numbers, (number) => number / length) : undefined;
}
