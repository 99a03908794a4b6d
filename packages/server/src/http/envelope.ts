import type { HttpBindings } from '@hono/node-server';
import { CodedError, ERRORS, type ErrorCode, type ErrorFacts } from '@visavis/core';
import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import type { Authorisation } from '../keys/keys.js';

/** A request whose key has been checked. */
export type Env = { Bindings: HttpBindings; Variables: { authorisation: Extract<Authorisation, { granted: true }> } };

/** Answers hold keys, or depend on them. */
export const FRESH = { 'Cache-Control': 'no-store' };

export const succeed = (context: Context, data: object | null): Response =>
  context.json({ code: 200, message: 'SUCCESS', data }, 200, FRESH);

/** A failure with its code and its remedy. @param message Is more exact than the sentence of the table. */
export function refuse(context: Context, error: ErrorCode, message: string = ERRORS[error].sentence): Response {
  const { http = 500, retryable, advice }: ErrorFacts = ERRORS[error];
  if (retryable) context.header('Retry-After', error === 'request.while_loading' ? '1' : '10');
  const code = http as ContentfulStatusCode;
  return context.json({ code, message, data: null, error, advice }, code, FRESH);
}

/** Passes on those who may make avatars of their licence, before anything of the body is read. */
export const makersOnly: MiddlewareHandler<Env> = async (context, next) => {
  if (!context.get('authorisation').makesAvatars) return refuse(context, 'avatar.not_yours');
  await next();
};

/** Answers an error that was thrown with its code. @throws Any other error, which is a defect. */
export function refuseAs(context: Context<Env>, error: unknown): Response {
  if (error instanceof CodedError && 'http' in ERRORS[error.code]) return refuse(context, error.code, error.message);
  throw error;
}

/** The server does not know yet what it can do. */
export const stillLoading = (context: Context<Env>): Response => refuse(context, 'request.while_loading');

/** Checks what a client has sent. @returns The data, or the response that says what is wrong with it. */
export function checked<Data>(
  context: Context<Env>,
  schema: z.ZodType<Data>,
  given: unknown,
): { data: Data } | Response {
  const read = schema.safeParse(given);
  if (read.success) return read;
  const [issue] = read.error.issues;
  return refuse(context, 'request.invalid', `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is wrong'}`);
}

export function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
