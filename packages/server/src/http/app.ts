import type { HttpBindings } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Poster } from '@visavis/avatar';
import type { Logger } from '@visavis/core';
import type { TalkingEngines } from '@visavis/protocol';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Avatar } from '../avatars/avatar-directory.js';
import type { Health, PublicHealth } from '../health.js';
import { authorise, keyIn, openApi, type OpenApiOptions } from './open-api.js';
import { chatRecords, type ChatRecordsOptions } from './chat-records.js';
import { pageEntry, type PageEntryOptions } from './page-entry.js';
import { POSTER_PATHS, posters } from './posters.js';
import { sessionEnd, type EndSession } from './session-end.js';
import { v1FunctionCalls, type Answer } from './v1-function-call.js';

/** The data that the page needs before it can connect. */
export interface PageBoot {
  /** The server is still loading when false: labels and suggestions may be missing. */
  ready: boolean;
  /** Whether the page opens by an invitation, the address that the server printed; elsewhere it needs a key. */
  invites: boolean;
  /** Label of the brain, in plain words. */
  brain: string;
  /** Whether it understands only what its knowledge holds, or anything. */
  vocabulary: 'closed' | 'open';
  /** What understands, speaks and answers, and where its data goes. */
  engines: TalkingEngines;
  /** Whether a browser may turn speech into text itself. */
  takesTranscripts: boolean;
  avatar: { name: string; poster: string };
  /** Questions worth trying. */
  suggestions: readonly string[];
  /** Whether faces can be made of pictures here. */
  makesFaces: boolean;
}

export interface AppOptions {
  /** Folder of the built page. */
  pageDir: string;
  /** Names the server's own key. */
  ownLicenceId: string;
  /** How the page opens by an invitation; absent where it opens by a key alone. */
  entry: PageEntryOptions | undefined;
  /** The REST side, for clients before they connect. */
  open: OpenApiOptions;
  records: ChatRecordsOptions['records'];
  /** Has the brain answer one sentence; `undefined` while it is loading. */
  answer(): Answer | undefined;
  endSession: EndSession;
  health(): Health;
  boot(): Promise<PageBoot>;
  /** The face of an avatar before the call; `undefined` while it is being prepared. */
  poster(avatar: Avatar): Promise<Poster> | undefined;
  logger: Logger;
}

type Bindings = { Bindings: HttpBindings };

/** Routes of everything that is answered over plain HTTP. */
export function createApp(options: AppOptions): Hono<Bindings> {
  const app = new Hono<Bindings>();
  for (const path of POSTER_PATHS) app.use(path, shownAnywhere);
  app.use(pageHeaders());
  app.get('/healthz', async (context) => {
    const health = options.health();
    const shown: PublicHealth = (await isOperator(context, options)) ? health : { ready: health.ready };
    return context.json(shown, health.ready ? 200 : 503, { 'Cache-Control': 'no-store' });
  });
  app.get('/api/page', async (context) => context.json(await options.boot(), 200, { 'Cache-Control': 'no-store' }));
  if (options.entry) app.route('/', pageEntry(options.entry));
  app.route('/', posters({ avatars: options.open.avatars, poster: options.poster }));
  app.route('/', openApi(options.open));
  app.route('/', chatRecords({ records: options.records, authorise: (context) => authorise(context, options.open) }));
  app.route('/', sessionEnd({ trustProxy: options.open.trustProxy, end: options.endSession }));
  app.route('/', v1FunctionCalls({ ...options.open, answer: options.answer }));
  app.use(async (context, next) => {
    await next();
    // Vite puts a hash into the names under /assets; everything else may change under its name.
    const hashed = context.req.path.startsWith('/assets/') && context.res.status === 200;
    if (!context.res.headers.has('Cache-Control'))
      context.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-store');
  });
  app.get('*', serveStatic({ root: options.pageDir }));
  app.notFound((context) => context.json({ message: 'Not found' }, 404));
  app.onError((error, context) => {
    options.logger.error('request failed', { path: context.req.path, error });
    return context.json({ message: 'Internal error' }, 500);
  });
  return app;
}

/** Whether the request holds the server's own key: neither a token of it nor the key of a customer. */
async function isOperator(context: Context<Bindings>, { open, ownLicenceId }: AppOptions): Promise<boolean> {
  // A load balancer has none, and that is no refusal to be logged.
  if (keyIn(context) === '') return false;
  const key = await authorise(context, open);
  return key.granted && key.by === 'license' && key.licenceId === ownLicenceId;
}

/** Pages of other origins show the face before the call. */
const shownAnywhere: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('Access-Control-Allow-Origin', '*');
  context.header('Cross-Origin-Resource-Policy', 'cross-origin');
};

/** Only our own files run in the page; audio worklets are scripts to the policy (CSP 3 §6.1.11). */
function pageHeaders() {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      workerSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      mediaSrc: ["'self'", 'blob:', 'mediastream:'],
      fontSrc: ["'self'"],
      manifestSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { microphone: ['self'], camera: ['self'], geolocation: [] },
    xFrameOptions: 'DENY',
    // The address may be plain http on a home network: browsers ignore this header there, proxies add their own.
    strictTransportSecurity: false,
  });
}
