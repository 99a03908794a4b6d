import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@visavis/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIceServers } from '../ice/ice-servers.js';
import { Keys } from '../keys/keys.js';
import { Avatars } from '../avatars/avatars.js';
import type { Poster } from '../engines.js';
import type { Health } from '../health.js';
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
let poster: Poster | undefined;
let app: ReturnType<typeof createApp>;
beforeEach(() => {
  health = { ready: true, counts: { sessions: 0 } };
  poster = { bytes: Uint8Array.of(1, 2, 3), type: 'image/png' };
  app = createApp({
    pageDir,
    license: 'vv_secret-key',
    answer: () => undefined,
    open: {
      keys: new Keys({ licenses: [{ key: 'vv_secret-key' }] }),
      iceServersFor: createIceServers({ iceServers: undefined, turn: undefined }),
      mind: () => undefined,
      avatars: new Avatars(),
      posterPath: '/api/avatars/iris/poster',
      trustProxy: false,
    },
    health: () => health,
    boot: () => ({
      ready: true,
      brain: 'scripted answers',
      vocabulary: 'closed',
      avatar: { name: 'Iris', poster: '/api/avatars/iris/poster' },
      suggestions: ['Who are you?'],
    }),
    poster: () => poster,
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

  it('gives the key to the page of this machine', async () => {
    expect(await (await get('/api/console')).json()).toMatchObject({
      needsKey: false,
      license: 'vv_secret-key',
      brain: 'scripted answers',
    });
  });

  it.each([
    ['another machine', '192.0.2.7', {}],
    ['a foreign page', '127.0.0.1', { origin: 'http://evil.example' }],
    ['a name pointed at this machine', '127.0.0.1', { host: 'evil.example' }],
  ])('never gives the key to %s', async (_name, address, headers) => {
    const response = await get('/api/console', address, headers);
    const text = await response.text();
    expect(text).not.toContain('vv_secret-key');
    expect(JSON.parse(text)).toMatchObject({ needsKey: true });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('serves the page, which may run nothing but its own files', async () => {
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
  ])('does not find %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('shows the face before the call, as soon as it is drawn', async () => {
    const response = await get('/api/avatars/iris/poster');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    const preset = await get('/uploadFiles/navtalk.Alex.png');
    expect(preset.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect((await get('/uploadFiles/nobody.png')).status).toBe(404);
    poster = undefined;
    expect((await get('/api/avatars/iris/poster')).status).toBe(503);
  });
});
