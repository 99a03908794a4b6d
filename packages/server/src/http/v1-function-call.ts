import type { HttpBindings } from '@hono/node-server';
import { ERRORS } from '@visavis/core';
import { v1FunctionCall } from '@visavis/protocol/rest';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { KeyRefusal } from '../keys/keys.js';
import { authorise, type OpenApiOptions } from './open-api.js';

export interface V1FunctionCallOptions extends Pick<OpenApiOptions, 'keys' | 'trustProxy'> {
  /** Has the brain answer one sentence; `undefined` while it is loading. */
  answer(): Answer | undefined;
}

/** @returns The brain's answer to `text`. */
export type Answer = (text: string, signal: AbortSignal) => Promise<string>;

const MAX_BODY_BYTES = 64 * 1024;
/** Answers at a time: each keeps a brain busy, and no session's limits hold here. */
const MAX_AT_ONCE = 4;
const ANSWER_LIMIT_MS = 20_000;
const ERROR_HEADER = 'Visavis-Error';

/**
 * `POST /api/realtime_function_call` (conformance S-15): clients of the older dialect ask the server what a function
 * call comes to, and hand the text on as the call's output, whatever the status is. So a failure has no words that a face
 * could say: its body is the output of a call that failed, and its cause is in the header `Visavis-Error`.
 */
export function v1FunctionCalls(options: V1FunctionCallOptions): Hono<{ Bindings: HttpBindings }> {
  const api = new Hono<{ Bindings: HttpBindings }>();
  let running = 0;
  const path = '/api/realtime_function_call';
  api.use(
    path,
    cors({ origin: '*', allowHeaders: ['content-type', 'license'], exposeHeaders: [ERROR_HEADER], maxAge: 86_400 }),
  );
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => failFor(context, 'request.too_large') });
  api.post(path, limit, async (context) => {
    const body = v1FunctionCall.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return fail(context, 400, 'userInput is missing');
    const authorisation = await authorise(context, options, body.data.license);
    if (!authorisation.granted) return failFor(context, authorisation.why);
    const answer = options.answer();
    if (!answer || running >= MAX_AT_ONCE) return fail(context, 503, 'Busy');
    running++;
    try {
      if (!(await authorisation.spend())) return failFor(context, 'auth.token_spent');
      const signal = AbortSignal.any([context.req.raw.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
      return context.text(await answer(body.data.userInput, signal), 200, { 'Cache-Control': 'no-store' });
    } catch {
      return fail(context, 502, 'No answer');
    } finally {
      running--;
    }
  });
  return api;
}

const failFor = (context: Context, error: KeyRefusal | 'request.too_large'): Response =>
  fail(context, ERRORS[error].http, ERRORS[error].sentence);

function fail(context: Context, status: 400 | 401 | 403 | 413 | 502 | 503, why: string): Response {
  if (status === 503) context.header('Retry-After', '1');
  return context.json({ success: false }, status, { [ERROR_HEADER]: why });
}
