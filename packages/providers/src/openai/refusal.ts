import { parsedJson, recordOf } from './json-extent.js';

/** Words of services for a request that is longer than the model's context. */
const TOO_LONG =
  /context[ _-]?(?:length|window|size|limit)|n_ctx|maximum (?:prompt|input|number of tokens)|(?:prompt|input|request|messages?) (?:is |are )?too (?:long|large)|too many (?:input )?tokens|reduce the length|token limit/i;
/** Words of services whose models take no system message. */
const NO_SYSTEM =
  /system (?:role|message|prompt)s? (?:is |are )?(?:not|un)|does not support ['"]?system|role ['"]?system/i;
/** Codes and names that hold nothing of a conversation. */
const IDENTIFIER = /^[\w.[\]-]{1,64}$/;

/** An error that the service answered. Its message names code and parameter, and none of the service's prose. */
export class Refusal extends Error {
  /** HTTP status; `undefined` for an error within an answer. */
  readonly status: number | undefined;
  /** The service's own code. */
  readonly code: string | undefined;
  readonly #body: string;
  readonly #parameters: readonly string[];

  constructor(status: number | undefined, body: string) {
    const facts = factsOf(parsedJson(body));
    const code = facts.codes.find((text) => IDENTIFIER.test(text));
    const [parameter] = facts.parameters;
    const details = [code && `code ${code}`, parameter && `parameter ${parameter}`].filter(Boolean).join(', ');
    super(`the language model answered ${status ?? 'with an error'}${details && ` (${details})`}`);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.#body = body;
    this.#parameters = facts.parameters;
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

interface Facts {
  readonly codes: readonly string[];
  readonly parameters: readonly string[];
}

/**
 * Codes and parameters in the usual shapes of errors: `{error: {code, param, type}}`, the same without `error` or in a
 * list, and `{detail: [{loc: ['body', name], type}]}`.
 */
function factsOf(body: unknown): Facts {
  const top = recordOf(Array.isArray(body) ? body[0] : body);
  const errors = [recordOf(top?.['error']), top, ...listOf(top?.['detail']).map(recordOf)];
  const texts = (...names: string[]): string[] =>
    errors.flatMap((error) => names.map((name) => error?.[name]).filter((value) => typeof value === 'string'));
  const located = errors.flatMap((error) => listOf(error?.['loc']).filter((part) => part !== 'body'));
  const parameters = [...texts('param'), ...located.filter((part) => typeof part === 'string')];
  return { codes: texts('code', 'type', 'status'), parameters: parameters.filter((name) => IDENTIFIER.test(name)) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
