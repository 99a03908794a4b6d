import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { clientAddress } from '../address/client-address.js';
import type { Refusals } from '../keys/refusals.js';
import type { PagePasses } from '../page/page-passes.js';
import { refuse } from './envelope.js';
import { isLoopback, requestedHost, requestedHostname } from '../public-address.js';

/** Life of the tokens that open the page's sessions, seconds: one is requested at each start. */
export const PAGE_TOKEN_LIFE_S = 60;
const MAX_BODY_BYTES = 1024;

const entryRequest = z.union([
  z.strictObject({ invitation: z.string().max(200) }),
  z.strictObject({ pass: z.string().max(200) }),
]);

export interface PageEntryOptions {
  readonly passes: PagePasses;
  /** Issues a token of the server's own key, for this origin alone. */
  issueToken(origin: string): Promise<string>;
  /** Delays the answer to what does not open the page, and records it. */
  readonly refusals: Pick<Refusals, 'refused'>;
}

/**
 * `POST /api/page/entry` exchanges an invitation for a pass and a token, or a pass for a token. A page of this machine
 * requests it, under a loopback name and from its own origin: what reaches the server through a proxy or under another
 * name has another origin than the one in `Host`. 403 for everything else.
 */
export function pageEntry({ passes, issueToken, refusals }: PageEntryOptions): Hono<{ Bindings: HttpBindings }> {
  const api = new Hono<{ Bindings: HttpBindings }>();
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (context) => refuse(context, 'request.too_large'),
  });
  api.post('/api/page/entry', limit, async (context) => {
    const request = entryRequest.safeParse(await context.req.json().catch(() => undefined));
    if (!request.success) return refuse(context, 'request.invalid', 'An invitation or a pass is missing');
    const origin = ownLoopbackOrigin(context.env.incoming);
    const pass = origin && passFor(passes, request.data, origin);
    if (!pass) {
      // Where a proxy is trusted, no page opens by an invitation.
      await refusals.refused('page.refused', clientAddress(context.env.incoming, false));
      return refuse(context, 'page.refused');
    }
    const token = await issueToken(origin);
    return context.json({ pass, token }, 200, { 'Cache-Control': 'no-store' });
  });
  return api;
}

function passFor(passes: PagePasses, request: z.output<typeof entryRequest>, origin: string): string | undefined {
  if ('invitation' in request) return passes.redeem(request.invitation, origin);
  return passes.holds(request.pass, origin) ? request.pass : undefined;
}

/** @returns The origin of a page that this server has sent to a browser on its own machine. */
function ownLoopbackOrigin(request: HttpBindings['incoming']): string | undefined {
  const { origin } = request.headers;
  if (!isLoopback(requestedHostname(request))) return undefined;
  return origin === `http://${requestedHost(request)}` ? origin : undefined;
}
