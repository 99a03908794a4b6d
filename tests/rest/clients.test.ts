import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

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
