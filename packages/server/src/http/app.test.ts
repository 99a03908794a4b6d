import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Poster } from '@visavis/avatar';
import { silentLogger } from '@visavis/core';
import { tokenRequest } from '@visavis/protocol/rest';
import { licenceId, MemoryAvatars, MemoryLicences, MemoryRecords, MemoryTokens } from '@visavis/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIceServers } from '../ice/ice-servers.js';
import { Keys } from '../keys/keys.js';
import { AvatarDirectory } from '../avatars/avatar-directory.js';
import type { Health } from '../health.js';
import { fakeMaking } from '../testing/fake-making.js';
import { createApp } from './app.js';

let pageDir: string;
beforeAll(async () => {
  pageDir = await mkdtemp(join(tmpdir(), 'visavis-page-'));
  await mkdir(join(pageDir, 'assets'));
  await writeFile(join(pageDir, 'index.html'), '<!doctype html><title>Visavis</title>');
  await writeFile(join(pageDir, 'assets', 'app-1a2b.js'), 'export {};');
  await writeFile(join(pageDir, 'worklet.js'), 'registerProcessor');
});
afterAll(() => rm(pageDir, { recursive: true, force: true }));

let health: Health;
/** Posters by avatar id. */
let posters: Record<string, Poster>;
let app: ReturnType<typeof createApp>;
let keys: Keys;
beforeEach(() => {
  const licences = new MemoryLicences([{ key: 'vv_secret-key' }, { key: 'vv_customer' }]);
  keys = new Keys({ licences, tokens: new MemoryTokens() });
  health = { ready: true, counts: { sessions: 0 } };
  posters = { iris: { data: Uint8Array.of(1, 2, 3), contentType: 'image/jpeg' } };
  app = createApp({
    pageDir,
    ownLicenceId: licenceId('vv_secret-key'),
    entry: undefined,
    records: new MemoryRecords(),
    answer: () => undefined,
    endSession: () => Promise.resolve(false),
    open: {
      keys,
      iceServersFor: createIceServers({ iceServers: undefined, turn: undefined }, { port: 3478, addresses: [] }),
      engines: () => undefined,
      avatars: new AvatarDirectory(new MemoryAvatars([{ id: 'anna', name: 'Anna' }])),
      trustProxy: false,
      making: fakeMaking(),
    },
    health: () => health,
    boot: () =>
      Promise.resolve({
        ready: true,
        invites: true,
        brain: 'scripted answers',
        vocabulary: 'closed',
        engines: {},
        takesTranscripts: true,
        avatar: { name: 'Iris', poster: '/api/avatars/iris/poster' },
        suggestions: ['Who are you?'],
        makesFaces: true,
      }),
    poster: ({ id }) => (posters[id] ? Promise.resolve(posters[id]) : undefined),
    logger: silentLogger,
  });
});

const get = (path: string, remoteAddress = '127.0.0.1', headers: Record<string, string> = {}) =>
  app.request(path, {}, { incoming: { socket: { remoteAddress }, headers: { host: 'localhost:8080', ...headers } } });

describe('the HTTP side', () => {
  it('is healthy only when the first session could be served', async () => {
    expect((await get('/healthz')).status).toBe(200);
    health = { ready: false, counts: {} };
    expect((await get('/healthz')).status).toBe(503);
  });

  it('R-25: counts what is open for the operator alone', async () => {
    const { token } = await keys.issue(licenceId('vv_secret-key'), tokenRequest.parse({}));
    const seen = async (license?: string) => (await get(`/healthz?license=${license}`)).json();
    expect(await seen('vv_secret-key')).toEqual(health);
    for (const key of [undefined, 'vv_wrong', 'vv_customer', token]) expect(await seen(key)).toEqual({ ready: true });
  });

  it.each([
    ['a page of this machine', '127.0.0.1', {}],
    ['a program on this machine', '::1', { host: '[::1]:8080' }],
    ['another machine', '192.0.2.7', {}],
    ['a page behind a proxy that adds nothing', '127.0.0.1', { host: '127.0.0.1:8080', connection: 'close' }],
  ])('R-01: sends no key to %s', async (_name, address, headers) => {
    const response = await get('/api/page', address, headers);
    const text = await response.text();
    expect(text).not.toContain('vv_');
    expect(JSON.parse(text)).toMatchObject({ invites: true, brain: 'scripted answers' });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('has no entry without a key where pages need one', async () => {
    expect((await app.request('/api/page/entry', { method: 'POST', body: '{"invitation":"x"}' })).status).toBe(404);
  });

  it('Scenario S16: serves the page, which may run nothing but its own files', async () => {
    const response = await get('/');
    expect(await response.text()).toContain('<title>Visavis</title>');
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('lets browsers keep the files whose names carry a hash, and only those', async () => {
    expect((await get('/assets/app-1a2b.js')).headers.get('cache-control')).toContain('immutable');
    expect((await get('/worklet.js')).headers.get('cache-control')).toBe('no-store');
    expect((await get('/worklet.js')).headers.get('content-type')).toContain('javascript');
  });

  it.each([
    '/nothing-here',
    '/assets/gone.js',
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5cx',
    '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd',
    '/assets/%252e%252e/etc/passwd',
    '/index.html%00.js',
    '//etc/passwd',
    '/\\\\server\\share\\x',
    '/api/avatars/..%2f..%2fetc%2fpasswd/poster',
    '/api/avatars/iris%00/poster',
    '/uploadFiles/../../etc/passwd.png',
    '/uploadFiles/..%2f..%2fetc%2fpasswd.png',
  ])('Scenario S13: does not find %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it.each(['iris/../anna', '../iris', 'iris%00', '%2e%2e', 'C:\\iris', 'x'.repeat(5_000)])(
    'Scenario S13: knows no avatar %j over REST',
    async (id) => {
      const path = `/api/open/v1/avatar/detail?license=vv_secret-key&avatarId=${id}`;
      expect((await get(path)).status).toBe(404);
    },
  );

  it.each(['/api/avatars/iris/poster', '/uploadFiles/navtalk.Alex.png'])(
    'S-16: shows the face before the call to pages of any origin: %s',
    async (path) => {
      const response = await get(path);
      expect(response.headers.get('content-type')).toBe('image/jpeg');
      expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    },
  );

  it('shows each avatar its own face, as soon as it is prepared', async () => {
    const early = await get('/api/avatars/anna/poster');
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
    posters = { ...posters, anna: { data: Uint8Array.of(4, 5), contentType: 'image/jpeg' } };
    for (const path of ['/api/avatars/anna/poster', '/uploadFiles/Anna.png'])
      expect(new Uint8Array(await (await get(path)).arrayBuffer())).toEqual(Uint8Array.of(4, 5));
  });

  it.each(['/api/avatars/unknown/poster', '/api/avatars//poster', '/uploadFiles/unknown.png'])(
    'has no face at %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});
