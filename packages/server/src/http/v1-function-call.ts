import type { HttpBindings } from '@hono/node-server';
import { ERRORS } from '@visavis/core';
import { v1FunctionCall } from '@visavis/protocol/rest';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { Keys } from '../keys/keys.js';
import { authorise } from './open-api.js';

export interface V1FunctionCallOptions {
  readonly keys: Keys;
  readonly trustProxy: boolean;
  /** Has the brain answer one sentence; `undefined` while it is loading. */
  answer(): Answer | undefined;
}

/** @returns The brain's answer to `text`. */
export type Answer = (text: string, signal: AbortSignal) => Promise<string>;

const MAX_BODY_BYTES = 64 * 1024;
/** Answers at a time: each keeps a brain busy, and no session's limits hold here. */
const MAX_AT_ONCE = 4;
const ANSWER_LIMIT_MS = 20_000;

/**
 * `POST /api/realtime_function_call` (conformance S-15): clients of the older dialect ask the server what a function
 * call comes to, and hand the text on as the call's output. Plain text both ways of success and failure.
 */
export function v1FunctionCalls(options: V1FunctionCallOptions): Hono<{ Bindings: HttpBindings }> {
  const api = new Hono<{ Bindings: HttpBindings }>();
  let running = 0;
  const path = '/api/realtime_function_call';
  api.use(path, cors({ origin: '*', allowHeaders: ['content-type', 'license'], maxAge: 86_400 }));
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => context.text('Too much', 413) });
  api.post(path, limit, async (context) => {
    const body = v1FunctionCall.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return context.text('userInput is missing', 400);
    const authorisation = await authorise(context, options, body.data.license);
    if (!authorisation.granted) return context.text(ERRORS[authorisation.why].sentence, 401);
    const answer = options.answer();
    if (!answer || running >= MAX_AT_ONCE) return context.text('Busy', 503, { 'Retry-After': '1' });
    running++;
    try {
      const signal = AbortSignal.any([context.req.raw.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
      return context.text(await answer(body.data.userInput, signal), 200, { 'Cache-Control': 'no-store' });
    } catch {
      return context.text('No answer', 502);
    } finally {
      running--;
    }
  });
  return api;
}
