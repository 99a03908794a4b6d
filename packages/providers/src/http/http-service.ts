import { CodedError, type Clock } from '@visavis/core';
import { errorFacts } from './error-facts.js';
import { parsedJson } from './json.js';
import { refusalSentence } from './refusal-sentence.js';
import { RequestedPause, retryAfterMs } from './requested-pause.js';
import { piecesOf, textOf } from './response-body.js';
import { serviceUrl } from './service-url.js';

/** Limit of an error's body, of which a few words count. */
const MAX_ERROR_BYTES = 64 * 1024;

/** An answer other than success. */
export class ServiceRefusal extends CodedError {
  readonly status: number;

  constructor(status: number, message: string) {
    super('provider.failed', message);
    this.name = 'ServiceRefusal';
    this.status = status;
  }
}

/** The address of a service, and how it is named and called. */
export interface HttpServiceOptions {
  /** Up to the version, as in `https://api.openai.com/v1`. A query is kept. */
  readonly baseUrl: string;
  /** Headers that carry the key; empty without one. */
  readonly headers: Readonly<Record<string, string>>;
  /** The subject of an error's message: the service. */
  readonly what: string;
  readonly clock: Clock;
}

/**
 * A service over HTTP: connections are kept between requests, redirects are not followed, a pause that the service asks
 * for is kept, and an error is one sentence without the service's own prose. An abort closes the connection.
 */
export class HttpService {
  readonly #options: HttpServiceOptions;
  readonly #pause: RequestedPause;

  constructor(options: HttpServiceOptions) {
    this.#options = options;
    this.#pause = new RequestedPause(options.clock, options.what);
  }

  /** @param path Behind the base address; begins with a slash. */
  url(path: string): URL {
    return serviceUrl(this.#options.baseUrl, path);
  }

  /**
   * @returns The response of a request that succeeded; its body is still to be read.
   * @throws {ServiceRefusal} For any other status.
   * @throws {CodedError} `provider.failed` when the service cannot be reached; the signal's reason when aborted.
   */
  async send(url: URL, init: RequestInit, signal: AbortSignal): Promise<Response> {
    await this.#pause.over(signal);
    const response = await this.#fetch(url, init, signal);
    if (response.ok) return response;
    const { what, headers } = this.#options;
    const { status } = response;
    const body = await textOf(piecesOf(response, what), MAX_ERROR_BYTES);
    const pauseMs = retryAfterMs(response.headers.get('retry-after'));
    if (status === 429 || status === 503) this.#pause.begin(pauseMs);
    const { details } = errorFacts(parsedJson(body));
    const hasKey = Object.keys(headers).length > 0;
    throw new ServiceRefusal(status, refusalSentence({ what, status, hasKey, details, retryAfterMs: pauseMs }));
  }

  async #fetch(url: URL, init: RequestInit, signal: AbortSignal): Promise<Response> {
    try {
      const headers = { ...this.#options.headers, ...(init.headers as Record<string, string> | undefined) };
      return await fetch(url, { ...init, headers, signal, redirect: 'manual' });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw new CodedError('provider.failed', `${this.#options.what} cannot be reached`, { cause: error });
    }
  }
}
