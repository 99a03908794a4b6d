import { listOf, recordOf } from './json.js';

/** Codes and names that hold nothing of a conversation. */
const IDENTIFIER = /^[\w.[\]-]{1,64}$/;

/** What an error says in words that are safe to log. */
export interface ErrorFacts {
  /** The service's own code. */
  readonly code: string | undefined;
  /** The parameters that the error is about. */
  readonly parameters: readonly string[];
  /** Code and first parameter as text, such as `code x, parameter y`; empty where there is neither. */
  readonly details: string;
}

/**
 * Codes and parameters in the usual shapes of errors: `{error: {code, param, type}}`, the same without `error` or in a
 * list, and `{detail: [{loc: ['body', name], type}]}`.
 */
export function errorFacts(body: unknown): ErrorFacts {
  const top = recordOf(Array.isArray(body) ? body[0] : body);
  const errors = [recordOf(top?.['error']), top, recordOf(top?.['detail']), ...listOf(top?.['detail']).map(recordOf)];
  const texts = (...names: string[]): string[] =>
    errors.flatMap((error) => names.map((name) => error?.[name]).filter((value) => typeof value === 'string'));
  const located = errors.flatMap((error) => listOf(error?.['loc']).filter((part) => part !== 'body'));
  const named = [...texts('param'), ...located.filter((part) => typeof part === 'string')];
  const parameters = named.filter((name) => IDENTIFIER.test(name));
  const code = texts('code', 'type', 'status', 'error_code', 'err_code').find((text) => IDENTIFIER.test(text));
  const [parameter] = parameters;
  const details = [code && `code ${code}`, parameter && `parameter ${parameter}`].filter(Boolean).join(', ');
  return { code, parameters, details };
}
