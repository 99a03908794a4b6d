import type { HttpBindings } from '@hono/node-server';
import { ERRORS } from '@visavis/core';
import { sessionEndRequest } from '@visavis/protocol/rest';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AddressLimit } from '../address/address-limit.js';
import { clientAddress } from '../address/client-address.js';
import type { RequestOrigin } from '../keys/keys.js';

/** Ends the session of a resume token. @returns Whether there is one; takes longer where an address guesses. */
export type EndSession = (token: string, from: RequestOrigin) => Promise<boolean>;

export interface SessionEndOptions {
  readonly end: EndSession;
  readonly trustProxy: boolean;
}

const MAX_BODY_BYTES = 1024;
/**
 * Requests of one address at a time. An honest one is answered at once, so that a whole school can leave together; a
 * wrong token is answered slowly, so that this limits how many can be tried.
 */
const MAX_OF_ONE_ADDRESS = 64;

/**
 * `POST /api/session/end`: the goodbye of a page that is being left, whose socket its browser may drop
 * before the close frame is sent. The token is the one that would resume the session, and the body is read whatever its
 * type: a page sends it as plain text, since it cannot wait for a preflight.
 */
export function sessionEnd({ end, trustProxy }: SessionEndOptions): Hono<{ Bindings: HttpBindings }> {
  const api = new Hono<{ Bindings: HttpBindings }>();
  const answering = new AddressLimit({ each: MAX_OF_ONE_ADDRESS });
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => answer(context, 413, 'Too much') });
  api.post('/api/session/end', limit, async (context) => {
    const address = clientAddress(context.env.incoming, trustProxy);
    const leave = answering.take(address);
    if (!leave) return answer(context, 429, 'Too many requests');
    try {
      const request = sessionEndRequest.safeParse(await context.req.json().catch(() => undefined));
      if (!request.success) return answer(context, 400, 'The token is missing');
      const ended = await end(request.data.token, { origin: context.req.header('origin'), address });
      if (ended) return answer(context, 200, 'SUCCESS');
      const { http, sentence } = ERRORS['session.gone'];
      return answer(context, http, sentence);
    } finally {
      leave();
    }
  });
  return api;
}

const answer = (context: Context, code: 200 | 400 | 410 | 413 | 429, message: string): Response =>
  context.json({ code, message, data: null }, code, { 'Cache-Control': 'no-store' });
