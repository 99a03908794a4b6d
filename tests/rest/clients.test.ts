import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing } from '../support/missing.js';
import { findNginx, startNginx } from '../support/nginx.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

interface Envelope<T> {
  readonly code: number;
  readonly message: string;
  readonly data: T;
}
type Avatar = Record<string, string | boolean>;

async function get<T>(path: string, headers: Record<string, string> = {}): Promise<Envelope<T> & { status: number }> {
  const response = await fetch(server.url.replace(/\/$/, '') + path, { headers });
  return { status: response.status, ...((await response.json()) as Envelope<T>) };
}
const key = () => ({ license: server.license });

describe('what clients ask before they connect', () => {
  it.each([
    ['the header license', () => ({ headers: key(), query: '' })],
    ['the query license', () => ({ headers: {}, query: `&license=${server.license}` })],
    ['the query apikey', () => ({ headers: {}, query: `&apikey=${server.license}` })],
    ['a bearer', () => ({ headers: { authorization: `Bearer ${server.license}` }, query: '' })],
  ])('A-28: the key may stand in %s', async (_where, how) => {
    const { headers, query } = how();
    expect(await get(`/api/open/v1/avatar/getByName?name=Iris${query}`, headers)).toMatchObject({ code: 200 });
  });

  it('A-29: an avatar’s status is Success alone, and SUCCESS in the list', async () => {
    const single = await get<Avatar>('/api/open/v1/avatar/detail?avatarId=iris', key());
    const list = await get<Avatar[]>('/api/open/v1/avatar/list', key());
    expect([single.data['status'], list.data[0]!['status']]).toEqual(['Success', 'SUCCESS']);
  });

  it('A-30: the provider is called as native clients know it, who offer tools for no other', async () => {
    const { data } = await get<Avatar>('/api/open/v1/avatar/getByName?name=navtalk.Lily', key());
    expect(data).toMatchObject({ name: 'navtalk.Lily', providerName: 'openai' });
  });

  it('A-36: every address is of the host that was asked', async () => {
    const { data } = await get<Avatar>('/api/open/v1/avatar/detail?avatarId=iris', key());
    for (const member of ['url', 'thumbnailUrl']) {
      expect(new URL(String(data[member])).origin).toBe(new URL(server.url).origin);
      expect((await fetch(String(data[member]))).headers.get('content-type')).toMatch(/^image\//);
    }
  });

  it('C-16: a missing key is 401 in the envelope, and a page of another origin may send the key as a header', async () => {
    expect(await get('/api/open/v1/avatar/list')).toEqual({
      status: 401,
      code: 401,
      message: 'Invalid license',
      error: 'auth.invalid_license',
      advice: expect.stringContaining('license') as string,
      data: null,
    });
    const preflight = await fetch(new URL('/api/open/v1/avatar/list', server.url), {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'license',
      },
    });
    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('license');
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('R-01: behind a proxy that adds no header', () => {
  /** What nginx sends by `proxy_pass` alone, and http-proxy with `changeOrigin`: the server's own address as `Host`. */
  const asProxied = async (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(server.url + path, { ...init, headers: { ...init.headers, connection: 'close' } });
  const requests = [
    ['GET', '/api/page'],
    ['GET', '/healthz'],
    ['GET', '/'],
    ['GET', '/api/open/v1/avatar/list'],
    ['POST', '/api/open/v1/token'],
    ['POST', '/api/webrtc/generate-ice-servers'],
    ['POST', '/api/page/entry'],
  ] as const;

  /** Never used up by what follows. */
  let invitation: string | undefined;
  beforeAll(async () => {
    invitation = (await server.invitation()).split('#k=')[1];
  });

  async function learnNothing(ask: typeof asProxied): Promise<void> {
    for (const [method, path] of requests) {
      // The visitor's page has the proxy's public name for its origin.
      const headers: Record<string, string> = method === 'POST' ? { origin: 'https://face.example' } : {};
      const body = method === 'POST' ? JSON.stringify({ invitation }) : undefined;
      const text = await (await ask(path, { method, headers, body })).text();
      expect(text, path).not.toMatch(/vv[a-z]?_/);
      expect(text, path).not.toContain(server.license);
    }
  }

  it('a visitor learns neither a key nor a token, even with an invitation in hand', () => learnNothing(asProxied));

  it('a visitor of a real nginx learns as little', async ({ skip }) => {
    if (isMissing(findNginx() ? undefined : 'nginx is not installed here.')) skip();
    const nginx = await startNginx(server.url);
    try {
      expect(await (await fetch(`${nginx.url}/api/page`)).json()).toMatchObject({ invites: true });
      await learnNothing((path, init) => fetch(nginx.url + path, init));
    } finally {
      await nginx.stop();
    }
  });
});
