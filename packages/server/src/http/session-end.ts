import type { HttpBindings } from '@hono/node-server';
import { sessionEndRequest } from '@visavis/protocol/rest';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AddressLimit } from '../address/address-limit.js';
import { clientAddress } from '../address/client-address.js';
import type { RequestOrigin } from '../keys/keys.js';
import { refuse, succeed } from './envelope.js';

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
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => refuse(context, 'request.too_large') });
  api.post('/api/session/end', limit, async (context) => {
    const address = clientAddress(context.env.incoming, trustProxy);
    const leave = answering.take(address);
    if (!leave) return refuse(context, 'request.too_many');
    try {
      const request = sessionEndRequest.safeParse(await context.req.json().catch(() => undefined));
      if (!request.success) return refuse(context, 'request.invalid', 'The token is missing');
      const ended = await end(request.data.token, { origin: context.req.header('origin'), address });
      return ended ? succeed(context, null) : refuse(context, 'session.gone');
    } finally {
      leave();
    }
  });
  return api;
}
