import { beforeEach, describe, expect, it } from 'vitest';
import { PagePasses } from '../page/page-passes.js';
import { pageEntry } from './page-entry.js';

const HERE = { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080' };
let passes: PagePasses;
let invitation: string;
let refusals: [why: string, address: string | undefined][];
let api: ReturnType<typeof pageEntry>;
beforeEach(() => {
  passes = new PagePasses();
  invitation = passes.invite(() => undefined);
  refusals = [];
  api = pageEntry({
    passes,
    issueToken: (origin) => Promise.resolve(`a token for ${origin}`),
    refusals: {
      refused: (why, address) => {
        refusals.push([why, address]);
        return Promise.resolve();
      },
    },
  });
});

const enter = async (body: unknown, headers: Record<string, string> = HERE) => {
  const init = { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await api.request('/api/page/entry', init, {
    incoming: { headers, socket: { remoteAddress: '127.0.0.1' } },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, string>,
  };
};

describe('R-01: a page of this machine', () => {
  it('enters by its invitation, and comes back by its pass, each time with a token for its origin', async () => {
    const first = await enter({ invitation });
    expect(first).toMatchObject({ status: 200, body: { token: `a token for ${HERE.origin}` } });
    expect(first.headers.get('cache-control')).toBe('no-store');
    const { pass } = first.body;
    expect(await enter({ pass })).toMatchObject({ status: 200, body: { pass, token: `a token for ${HERE.origin}` } });
    expect((await enter({ invitation })).status).toBe(403);
  });

  it.each(['localhost', '127.0.0.1:80', '[::1]:8080', '127.1.2.3:8080'])('enters under %s', async (host) => {
    expect((await enter({ invitation }, { host, origin: `http://${host}` })).status).toBe(200);
  });

  it.each([
    ['a program that sends no origin', { host: HERE.host }],
    ['another port', { ...HERE, origin: 'http://127.0.0.1:9999' }],
    ['a page behind a proxy that names the server by its own address', { ...HERE, origin: 'https://face.example' }],
    ['a page behind a proxy under its own name', { host: 'face.example', origin: 'https://face.example' }],
    ['a name pointed at this machine', { host: 'rebound.example', origin: 'http://rebound.example' }],
    ['a name that begins like ours', { host: '127.0.0.1.nip.io', origin: 'http://127.0.0.1.nip.io' }],
    ['https, which this server does not speak', { ...HERE, origin: 'https://127.0.0.1:8080' }],
    ['a sandboxed page', { ...HERE, origin: 'null' }],
    ['no host', { origin: HERE.origin }],
  ])('does not enter as %s, and uses nothing up', async (_what, headers) => {
    expect((await enter({ invitation }, headers)).status).toBe(403);
    expect((await enter({ invitation })).status).toBe(200);
  });

  it('keeps its pass to its own origin', async () => {
    const { pass } = (await enter({ invitation })).body;
    expect((await enter({ pass }, { host: 'localhost:8080', origin: 'http://localhost:8080' })).status).toBe(403);
  });

  it.each(['', '{', '[]', '{}', '{"invitation":7}', '{"pass":null}', '{"invitation":"a","pass":"b"}'])(
    'is refused with %j',
    async (body) => {
      expect((await enter(body)).status).toBe(400);
    },
  );

  it.each([{ invitation: 'vvi_guessed' }, { pass: 'vvp_guessed' }])(
    'Scenario S5: what does not open it is answered as slowly as a wrong key, and leaves a line in the log: %j',
    async (body) => {
      expect((await enter(body)).status).toBe(403);
      expect(refusals).toEqual([['page.refused', '127.0.0.1']]);
      expect((await enter({ invitation })).status).toBe(200);
      expect(refusals).toHaveLength(1);
    },
  );

  it('takes no large body', async () => {
    expect((await enter({ invitation: 'x'.repeat(2_000) })).status).toBe(413);
  });
});
