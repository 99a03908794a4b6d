import type { HttpBindings } from '@hono/node-server';
import { tokenRequest, type AvatarDetail, type AvatarSummary, type IssuedToken } from '@visavis/protocol/rest';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { IceServersFor } from '../ice/ice-servers.js';
import type { Authorisation, Keys } from '../keys/keys.js';
import { presetName, type Avatar, type AvatarDirectory } from '../avatars/avatar-directory.js';
import { publicOrigin, requestedHostname } from '../public-address.js';
import { clientAddress } from '../address/client-address.js';
import { avatarChanges, type AvatarChangesOptions } from './avatar-changes.js';
import { avatarJobs, type AvatarJobsOptions } from './avatar-jobs.js';
import { COMMON_PROVIDER, providersOf, type EngineFacts } from './engine-choices.js';
import { checked, FRESH, parse, refuse, stillLoading, succeed, type Env } from './envelope.js';
import { posterPath } from './posters.js';

export interface OpenApiOptions {
  readonly keys: Keys;
  readonly avatars: AvatarDirectory;
  readonly iceServersFor: IceServersFor;
  /** `undefined` while it is loading. */
  engines(): EngineFacts | undefined;
  readonly trustProxy: boolean;
  readonly making: Omit<AvatarJobsOptions & AvatarChangesOptions, 'names'>;
}

const MAX_BODY_BYTES = 16 * 1024;

/**
 * The REST side, for clients before they connect (conformance S-13): avatars, lists, ICE servers, tokens. Every answer is
 * an envelope `{code, message, data}` whose code is the HTTP status.
 */
export function openApi(options: OpenApiOptions): Hono<Env> {
  const api = new Hono<Env>();
  api.use(cors({ origin: '*', allowHeaders: ['license', 'content-type', 'authorization'], maxAge: 86_400 }));
  api.post('/api/webrtc/generate-ice-servers', (context) => iceServers(context, options));
  api.use('/api/open/v1/*', async (context, next) => {
    const authorisation = await useKey(context, options);
    if (!authorisation.granted) return refuse(context, authorisation.why);
    context.set('authorisation', authorisation);
    await next();
  });
  api.get('/api/open/v1/avatar/detail', (context) =>
    answerAvatar(context, options, { avatarId: context.req.query('avatarId') ?? '' }),
  );
  api.get('/api/open/v1/avatar/getByName', (context) =>
    answerAvatar(context, options, { name: context.req.query('name') ?? '' }),
  );
  api.get('/api/open/v1/avatar/list', async (context) => {
    const { licenceId } = context.get('authorisation');
    const opened = (await options.avatars.seenBy(licenceId)).filter((avatar) => opens(context, avatar));
    return succeed(
      context,
      opened.map((avatar) => summary(context, options, avatar)),
    );
  });
  api.get('/api/open/v1/provider/list', (context) =>
    withEngines(context, options, ({ names }) => succeed(context, providersOf(names))),
  );
  api.get('/api/open/v1/model/list', (context) =>
    withEngines(context, options, ({ names }) => succeed(context, named(names.models))),
  );
  api.get('/api/open/v1/voice/list', (context) =>
    withEngines(context, options, ({ names }) => succeed(context, named(names.voices))),
  );
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => refuse(context, 'request.too_large') });
  api.post('/api/open/v1/token', limit, (context) => issueToken(context, options));
  const names = () => options.engines()?.names;
  api.route('/', avatarJobs({ ...options.making, names }));
  api.route('/', avatarChanges({ ...options.making, names }));
  api.get('/api/open/v1/avatar/:id', (context) =>
    answerAvatar(context, options, { avatarId: context.req.param('id') }),
  );
  api.all('/api/open/*', (context) => refuse(context, 'request.not_found'));
  return api;
}

type Request = Pick<Context<{ Bindings: HttpBindings }>, 'req' | 'env'>;

/** The key in any of the places where clients put it; empty where there is none. */
export function keyIn({ req }: Request): string {
  const bearer = /^Bearer (\S+)$/i.exec(req.header('authorization') ?? '')?.[1];
  return req.header('license') ?? req.query('license') ?? req.query('apikey') ?? bearer ?? '';
}

/** Checks the key of a request. @param inBody The key in the body, for where it is nowhere else. */
export function authorise(
  request: Request,
  { keys, trustProxy }: Pick<OpenApiOptions, 'keys' | 'trustProxy'>,
  inBody?: string,
): Promise<Authorisation> {
  const { incoming } = request.env;
  const ownOrigin = publicOrigin(incoming, trustProxy);
  // Browsers send no origin with a GET of the page's own server, and say in this way that it is one (Fetch Metadata §2.3).
  const isOwnPage = request.req.header('sec-fetch-site') === 'same-origin';
  const from = { origin: request.req.header('origin') ?? (isOwnPage ? ownOrigin : undefined), ownOrigin };
  return keys.authorise(keyIn(request) || (inBody ?? ''), { ...from, address: clientAddress(incoming, trustProxy) });
}

/** Checks the key, and uses it up where it is for one use: a request is one, as a session is. */
async function useKey(context: Context<Env>, options: OpenApiOptions): Promise<Authorisation> {
  const authorisation = await authorise(context, options);
  if (!authorisation.granted || (await authorisation.spend())) return authorisation;
  return { granted: false, why: 'auth.token_spent' };
}

/** Whether the key of this request opens the avatar: a token may be for one alone. */
function opens(context: Context<Env>, { id }: Avatar): boolean {
  const { avatarId } = context.get('authorisation');
  return avatarId === undefined || avatarId === id;
}

/** Some clients ask without a key; they receive no credentials of a relay. */
async function iceServers(context: Context<Env>, options: OpenApiOptions): Promise<Response> {
  const { iceServersFor } = options;
  const host = requestedHostname(context.env.incoming);
  const authorisation = await useKey(context, options);
  const servers = iceServersFor(authorisation.granted ? authorisation.licenceId : undefined, host);
  return context.json(
    { code: 200, message: 'SUCCESS', data: { iceServers: servers }, iceServers: servers },
    200,
    FRESH,
  );
}

async function answerAvatar(
  context: Context<Env>,
  options: OpenApiOptions,
  wanted: { avatarId?: string; name?: string },
): Promise<Response> {
  const asked = wanted.avatarId ?? wanted.name ?? '';
  if (asked.trim() === '') return refuse(context, 'request.invalid', 'Which avatar? Its id or name is missing');
  const avatar = await options.avatars.find(wanted, context.get('authorisation').licenceId);
  if (!avatar || !opens(context, avatar)) return refuse(context, 'avatar.not_found');
  return withEngines(context, options, (engines) =>
    succeed(context, record(context, options, { avatar, asked, engines })),
  );
}

/** Builds a record with every field that some client refuses to connect without. */
function record(
  context: Context<Env>,
  options: OpenApiOptions,
  { avatar, asked, engines }: { avatar: Avatar; asked: string; engines: EngineFacts },
): AvatarDetail {
  const picture = pictureUrl(context, options, avatar);
  const { label, voices } = engines.of(avatar);
  const { providers, models } = engines.names;
  return {
    id: avatar.id,
    name: presetName(asked) ?? avatar.name,
    url: picture,
    thumbnailUrl: picture,
    providerId: providers.find(({ name }) => name === avatar.providerName)?.name ?? COMMON_PROVIDER,
    providerName: COMMON_PROVIDER,
    providerLabel: label,
    model: models.find((name) => name === avatar.model) ?? label,
    voice: avatar.voice ?? voices[0] ?? '',
    firstMessage: avatar.firstMessage ?? '',
    pronunciations: avatar.pronunciations ?? {},
    background: avatar.background ?? 'own',
    expression: avatar.expression ?? 'neutral',
    // The holder of a token is a visitor; the prompt is the owner's.
    prompt: (context.get('authorisation').by === 'license' && avatar.prompt) || '',
    videoFile: false,
    status: 'Success',
  };
}

/** The list writes its status in capitals, the single record does not: clients compare both to the letter. */
function summary(context: Context<Env>, options: OpenApiOptions, avatar: Avatar): AvatarSummary {
  const { id, name } = avatar;
  const picture = pictureUrl(context, options, avatar);
  return { id, avatarId: id, name, url: picture, thumbnailUrl: picture, videoFile: false, status: 'SUCCESS' };
}

async function issueToken(context: Context<Env>, { keys, avatars }: OpenApiOptions): Promise<Response> {
  const { by, licenceId } = context.get('authorisation');
  if (by === 'token') return refuse(context, 'request.needs_license', 'A token cannot issue tokens: use the license');
  const body = await context.req.text();
  const request = checked(context, tokenRequest, body.trim() === '' ? {} : parse(body));
  if (request instanceof Response) return request;
  const avatar = request.data.avatarId === undefined ? undefined : await avatars.find(request.data, licenceId);
  if (request.data.avatarId !== undefined && !avatar) return refuse(context, 'avatar.not_found');
  const { token, expiresAtMs } = await keys.issue(licenceId, { ...request.data, avatarId: avatar?.id });
  const expiresAt = new Date(expiresAtMs).toISOString();
  const issued: IssuedToken = { token, expires_at: expiresAt, expires_in_s: request.data.expires_in_s };
  return succeed(context, issued);
}

/** Entries of a list whose ids are names for people. */
const named = (names: readonly string[]) => names.map((name) => ({ id: name, name }));

function withEngines(
  context: Context<Env>,
  { engines }: OpenApiOptions,
  answer: (engines: EngineFacts) => Response,
): Response {
  const known = engines();
  return known ? answer(known) : stillLoading(context);
}

const pictureUrl = ({ env }: Context<Env>, { trustProxy }: OpenApiOptions, avatar: Avatar): string =>
  publicOrigin(env.incoming, trustProxy) + posterPath(avatar);
