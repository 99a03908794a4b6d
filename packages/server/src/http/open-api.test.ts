import { readFileSync } from 'node:fs';
import {
  avatarDetail,
  avatarSummary,
  choice,
  envelope,
  failure,
  iceServersAnswer,
  issuedToken,
} from '@visavis/protocol/rest';
import { licenceId, MemoryAvatars, MemoryLicences, MemoryTokens } from '@visavis/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { createIceServers } from '../ice/ice-servers.js';
import { tokenRequest } from '@visavis/protocol/rest';
import { Keys } from '../keys/keys.js';
import { AvatarDirectory } from '../avatars/avatar-directory.js';
import { fakeFacts } from '../testing/fake-facts.js';
import { fakeMaking } from '../testing/fake-making.js';
import type { EngineFacts } from './engine-choices.js';
import { openApi } from './open-api.js';

const license = 'vv_secret-key';
const turn = { urls: ['turn:relay.example:3478'], secret: 'shared with it', ttlS: 600 };
let engines: EngineFacts | undefined;
let keys: Keys;
let api: ReturnType<typeof openApi>;
const make = (config: Parameters<typeof createIceServers>[0] = { iceServers: undefined, turn }) => {
  api = openApi({
    keys,
    iceServersFor: createIceServers(config, { port: 3478, addresses: [] }),
    engines: () => engines,
    avatars: new AvatarDirectory(
      new MemoryAvatars([{ id: 'anna', name: 'Anna', prompt: 'Be kind.', voice: 'rms', firstMessage: 'Welcome!' }]),
    ),
    trustProxy: false,
    making: fakeMaking(),
  });
};
beforeEach(() => {
  engines = fakeFacts();
  const licences = new MemoryLicences([{ key: license, origins: ['https://shop.example'] }]);
  keys = new Keys({ licences, tokens: new MemoryTokens() });
  make();
});

const request = async (path: string, init: RequestInit = {}) => {
  const incoming = { headers: { host: 'face.example:8080' }, socket: {} };
  const response = await api.request(path, init, { incoming });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Envelope };
};
type Envelope = { code: number; message: string; data: Record<string, unknown>; iceServers?: unknown };
const get = (path: string, headers: Record<string, string> = { license }) => request(path, { headers });
const post = (path: string, body?: string, headers: Record<string, string> = { license }) =>
  request(path, { method: 'POST', body, headers });

describe('the REST side', () => {
  it.each([
    ['a header', '', { license }],
    ['the query', `&license=${license}`, {}],
    ['the query under its other name', `&apikey=${license}`, {}],
    ['a bearer', '', { authorization: `Bearer ${license}` }],
  ])('takes the key in %s', async (_where, query, headers) => {
    expect((await get(`/api/open/v1/avatar/detail?avatarId=iris${query}`, headers)).status).toBe(200);
  });

  it('S-14: returns an avatar with every field that clients insist on', async () => {
    const { body } = await get('/api/open/v1/avatar/getByName?name=navtalk.lily');
    expect(body).toMatchObject({ code: 200, message: 'SUCCESS' });
    expect(body.data).toEqual({
      id: 'iris',
      name: 'navtalk.Lily',
      url: 'http://face.example:8080/api/avatars/iris/poster',
      thumbnailUrl: 'http://face.example:8080/api/avatars/iris/poster',
      providerId: 'openai',
      providerName: 'openai',
      providerLabel: 'scripted answers',
      model: 'scripted answers',
      voice: 'slt',
      firstMessage: '',
      pronunciations: {},
      background: 'own',
      expression: 'neutral',
      prompt: '',
      videoFile: false,
      status: 'Success',
    });
  });

  it('shows what the operator has set for an avatar, its prompt to the licence alone', async () => {
    const record = async (key: string) =>
      (await get(`/api/open/v1/avatar/detail?avatarId=anna&license=${key}`, {})).body.data;
    const brought = { voice: 'rms', firstMessage: 'Welcome!' };
    expect(await record(license)).toMatchObject({ ...brought, prompt: 'Be kind.' });
    const { token } = await keys.issue(licenceId(license), tokenRequest.parse({}));
    expect(await record(token)).toMatchObject({ ...brought, prompt: '' });
  });

  it('lists avatars, providers, models and voices', async () => {
    expect((await get('/api/open/v1/avatar/list')).body.data).toMatchObject([
      { id: 'iris', status: 'SUCCESS', url: 'http://face.example:8080/api/avatars/iris/poster' },
      { id: 'anna', status: 'SUCCESS', url: 'http://face.example:8080/api/avatars/anna/poster' },
    ]);
    expect((await get('/api/open/v1/provider/list')).body.data).toEqual([
      { id: 'openai', name: 'openai' },
      { id: 'embedded', name: 'Embedded speech' },
      { id: 'elsewhere', name: 'A vendor' },
    ]);
    expect((await get('/api/open/v1/model/list')).body.data).toMatchObject([
      { name: 'scripted answers' },
      { name: 'large' },
    ]);
    expect((await get('/api/open/v1/voice/list')).body.data).toMatchObject([{ id: 'slt' }, { id: 'rms' }]);
  });

  it.each([
    [400, '/api/open/v1/avatar/detail', { license }],
    [401, '/api/open/v1/avatar/detail?avatarId=iris', {}],
    [401, '/api/open/v1/avatar/list', { license: 'wrong' }],
    [403, '/api/open/v1/avatar/list', { license, origin: 'https://evil.example' }],
    [404, '/api/open/v1/avatar/detail?avatarId=unknown', { license }],
    [404, '/api/open/v1/nothing', { license }],
  ])('S-13: says %i for %s in an envelope', async (status, path, headers) => {
    const answer = await get(path, headers);
    expect([answer.status, answer.body.code, answer.body.data]).toEqual([status, status, null]);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('asks for patience while face and models are loading', async () => {
    engines = undefined;
    const answer = await get('/api/open/v1/avatar/detail?avatarId=iris');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('lets pages from elsewhere send the key in a header', async () => {
    const response = await api.request('/api/open/v1/avatar/detail', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'license',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('license');
  });

  it('issues a token that opens, for as long as was asked', async () => {
    const { body } = await post('/api/open/v1/token', JSON.stringify({ expires_in_s: 60, avatarId: 'Iris' }));
    expect(body.data).toMatchObject({ expires_in_s: 60, token: expect.stringMatching(/^vvt_/) as string });
    expect(await keys.authorise(String(body.data['token']), {})).toMatchObject({ granted: true, avatarId: 'iris' });
    expect(Date.parse(String(body.data['expires_at']))).toBeGreaterThan(Date.now());
  });

  it('takes a token for one page in a GET from that page, with which browsers send no origin', async () => {
    const issued = await post('/api/open/v1/token', JSON.stringify({ origin: 'http://face.example:8080' }));
    const path = '/api/open/v1/avatar/list';
    const headers = { license: String(issued.body.data['token']) };
    expect((await get(path, { ...headers, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    for (const site of ['same-site', 'cross-site', 'none'])
      expect((await get(path, { ...headers, 'sec-fetch-site': site })).status).toBe(403);
    const elsewhere = await post('/api/open/v1/token', JSON.stringify({ origin: 'http://other.example' }));
    const others = { license: String(elsewhere.body.data['token']), 'sec-fetch-site': 'same-origin' };
    expect((await get(path, others)).status).toBe(403);
  });

  it('issues one without a body, and none for another token', async () => {
    const { body } = await post('/api/open/v1/token');
    expect(body.data['expires_in_s']).toBe(600);
    expect((await post('/api/open/v1/token', '', { license: String(body.data['token']) })).status).toBe(403);
  });

  it.each(['{', '[]', '"x"', '{"expires_in_s":9}', '{"avatarId":7}'])('names what is wrong with %s', async (text) => {
    expect(await post('/api/open/v1/token', text)).toMatchObject({ status: 400, body: { data: null } });
  });

  it.each([
    ['/api/open/v1/avatar/list', 'GET'],
    ['/api/open/v1/avatar/detail?avatarId=iris', 'GET'],
    ['/api/open/v1/voice/list', 'GET'],
    ['/api/open/v1/token', 'POST'],
    ['/api/webrtc/generate-ice-servers', 'POST'],
  ])('R-14: uses up a token that is for one use at %s', async (path, method) => {
    const { token } = await keys.issue(licenceId(license), tokenRequest.parse({ single_use: true }));
    const ask = () => request(path, { method, headers: { license: token } });
    const first = await ask();
    const second = await ask();
    if (path.includes('ice-servers')) {
      expect([first, second].map(({ body }) => JSON.stringify(body).includes('credential'))).toEqual([true, false]);
    } else {
      expect(first.status).toBe(method === 'POST' ? 403 : 200);
      expect(second).toMatchObject({ status: 401, body: { message: 'The token was used before' } });
    }
    expect(await keys.authorise(token, {})).toMatchObject({ granted: false, why: 'auth.token_spent' });
  });

  it('uses up one token for one of two requests at the same moment', async () => {
    const { token } = await keys.issue(licenceId(license), tokenRequest.parse({ single_use: true }));
    const both = await Promise.all([1, 2].map(() => get('/api/open/v1/avatar/list', { license: token })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('R-14: shows the avatar of a token, and no other', async () => {
    const { token } = await keys.issue(licenceId(license), tokenRequest.parse({ avatarId: 'anna' }));
    const see = async (path: string) => get(`/api/open/v1/avatar/${path}`, { license: token });
    expect((await see('list')).body.data).toMatchObject([{ id: 'anna' }]);
    for (const path of ['detail?avatarId=anna', 'detail?avatarId=ANNA', 'getByName?name=Anna'])
      expect((await see(path)).status, path).toBe(200);
    for (const path of ['detail?avatarId=iris', 'getByName?name=navtalk.Lily', 'detail?avatarId=unknown'])
      expect(await see(path), path).toMatchObject({ status: 404, body: { message: 'Avatar not found', data: null } });
  });

  it.each(['singleUse', 'avatar_id', '__proto__'])('R-12: names a member that no token has: %s', async (name) => {
    const answer = await post('/api/open/v1/token', `{"expires_in_s":60,"${name}":true}`);
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(name)]);
  });

  it('takes no large body', async () => {
    const body = JSON.stringify({ origin: 'x'.repeat(20_000) });
    const headers = { license, 'content-length': String(body.length) };
    expect((await post('/api/open/v1/token', body, headers)).status).toBe(413);
  });

  it('returns ICE servers in both places, the relay only to clients with a key', async () => {
    const { body } = await post('/api/webrtc/generate-ice-servers');
    expect(body.data['iceServers']).toEqual(body.iceServers);
    expect(body.iceServers).toMatchObject([{ urls: turn.urls, credential: expect.any(String) as string }]);
    const stranger = await post('/api/webrtc/generate-ice-servers', undefined, {});
    expect(stranger.body.iceServers).toEqual([{ urls: ['stun:face.example:3478'] }]);
  });
});

describe('the reference of the REST side', () => {
  it('names every path there is', () => {
    const text = readFileSync(new URL('../../../../docs/reference/openapi.json', import.meta.url), 'utf8');
    const documented = Object.keys((JSON.parse(text) as { paths: object }).paths);
    const routes = api.routes.filter(({ method, path }) => method !== 'ALL' && !path.includes('*'));
    const served = [...new Set(routes.map(({ path }) => path.replace(/:(\w+)/g, '{$1}')))];
    expect(documented).toEqual(expect.arrayContaining(served));
    expect(served.length).toBeGreaterThan(6);
  });

  it.each([
    ['/api/open/v1/avatar/detail?avatarId=anna', envelope(avatarDetail)],
    ['/api/open/v1/avatar/getByName?name=navtalk.Lily', envelope(avatarDetail)],
    ['/api/open/v1/avatar/list', envelope(avatarSummary.array())],
    ['/api/open/v1/provider/list', envelope(choice.array())],
    ['/api/open/v1/model/list', envelope(choice.array())],
    ['/api/open/v1/voice/list', envelope(choice.array())],
    ['/api/open/v1/avatar/detail?avatarId=unknown', failure],
  ])('documents the answer of %s', async (path, schema) => {
    expect(schema.safeParse((await get(path)).body).error).toBeUndefined();
  });

  it('documents the answers to POST requests', async () => {
    const token = await post('/api/open/v1/token', '{"expires_in_s":60}');
    expect(envelope(issuedToken).safeParse(token.body).error).toBeUndefined();
    const servers = await post('/api/webrtc/generate-ice-servers');
    expect(iceServersAnswer.safeParse(servers.body).error).toBeUndefined();
  });
});
