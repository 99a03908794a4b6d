import { errorFacts } from '../http/error-facts.js';
import { parsedJson, recordOf } from '../http/json.js';

/** Words of services for a request that is longer than the model's context. */
const TOO_LONG =
  /context[ _-]?(?:length|window|size|limit)|n_ctx|maximum (?:prompt|input|number of tokens)|(?:prompt|input|request|messages?) (?:is |are )?too (?:long|large)|too many (?:input )?tokens|reduce the length|token limit/i;
/** Words of services whose models take no system message. */
const NO_SYSTEM =
  /system (?:role|message|prompt)s? (?:is |are )?(?:not|un)|does not support ['"]?system|role ['"]?system/i;

/** An error that the service answered. Its message names code and parameter, and none of the service's prose. */
export class Refusal extends Error {
  /** HTTP status; `undefined` for an error within an answer. */
  readonly status: number | undefined;
  /** The service's own code. */
  readonly code: string | undefined;
  readonly #body: string;
  readonly #parameters: readonly string[];

  constructor(status: number | undefined, body: string) {
    const { code, parameters, details } = errorFacts(parsedJson(body));
    super(`the language model answered ${status ?? 'with an error'}${details && ` (${details})`}`);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.#body = body;
    this.#parameters = parameters;
  }

  /** Whether the request was longer than the model's context. */
  get tooLong(): boolean {
    return TOO_LONG.test(this.code ?? '') || TOO_LONG.test(this.#body);
  }

  /** Whether the model takes no system message. */
  get refusesSystem(): boolean {
    return this.#parameters.some((name) => /^messages.*role$/.test(name)) || NO_SYSTEM.test(this.#body);
  }

  /** @returns The one of these parameters that the error is about: the one it names as such, or else mentions first. */
  parameterAmong(names: readonly string[]): string | undefined {
    if (this.status !== undefined && (this.status < 400 || this.status >= 500)) return undefined;
    const named = names.find((name) => this.#parameters.some((parameter) => parameter.split(/[.[]/)[0] === name));
    if (named !== undefined) return named;
    const mentioned = names
      .map((name) => ({ name, at: this.#body.search(new RegExp(`(?<![\\w-])${name}(?![\\w-])`)) }))
      .filter(({ at }) => at >= 0);
    return mentioned.sort((a, b) => a.at - b.at)[0]?.name;
  }
}

/** @returns The error that a chunk of an answer reports; `undefined` where it is none. */
export function refusalIn(chunk: unknown): Refusal | undefined {
  const record = recordOf(chunk);
  if (!record || !(record['error'] || record['object'] === 'error')) return undefined;
  return new Refusal(undefined, JSON.stringify(record));
}
