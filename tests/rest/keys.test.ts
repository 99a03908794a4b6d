import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { launchBrowser } from '../support/browser.js';

let shop: Server;
let shopOrigin: string;
let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  shop = createServer((_request, response) =>
    response.setHeader('Content-Type', 'text/html').end('<title>Shop</title>'),
  );
  await once(shop.listen(0, '127.0.0.1'), 'listening');
  shopOrigin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  server = await startServer({ VISAVIS_ORIGINS: shopOrigin, LOG_LEVEL: 'debug' });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  shop?.close();
});

const api = (path: string, init: RequestInit = {}) =>
  fetch(server.url + path, { headers: { license: server.license }, ...init });

async function token(wish: object): Promise<string> {
  const response = await api('/api/open/v1/token', { method: 'POST', body: JSON.stringify(wish) });
  return ((await response.json()) as { data: { token: string } }).data.token;
}

/** @returns The first event of a session opened with `key`, and the close reason where there is one. */
async function firstWord(key: string, origin?: string): Promise<{ type: string; message?: string; reason?: string }> {
  const socket = new WebSocket(server.socketUrl({ license: key, name: 'navtalk.Lily' }), { origin });
  const [data] = (await once(socket, 'message')) as [Buffer];
  const event = JSON.parse(data.toString()) as { type: string; message: string };
  if (event.type === 'conversation.connected.success') {
    socket.close();
    await once(socket, 'close');
    return { type: event.type };
  }
  const [, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { type: event.type, message: event.message, reason: reason.toString() };
}

const welcome = { type: 'conversation.connected.success' };
const refused = (message: string) => ({ type: 'conversation.connected.fail', message, reason: 'Invalid license' });

describe('keys over the wire', () => {
  it('opens a session with a token, once if it is for one', async () => {
    const many = await token({ expires_in_s: 60 });
    expect([await firstWord(many), await firstWord(many)]).toEqual([welcome, welcome]);
    const single = await token({ single_use: true });
    expect(await firstWord(single)).toEqual(welcome);
    expect(await firstWord(single)).toEqual(refused('The token was used before'));
  });

  it('Scenario S18: refuses a page that is not on the list, and a token away from its page', async () => {
    expect(await firstWord(server.license, shopOrigin)).toEqual(welcome);
    const elsewhere = refused('The license may not be used from this page');
    expect(await firstWord(server.license, 'https://evil.example')).toEqual(elsewhere);
    const bound = await token({ origin: 'https://shop.example' });
    expect(await firstWord(bound, 'https://shop.example')).toEqual(welcome);
    expect(await firstWord(bound)).toEqual(elsewhere);
  });

  it('lets a page of another origin ask for the avatar, show its picture, and connect with a token', async () => {
    const page = await browser.newPage();
    await page.goto(shopOrigin);
    const socketUrl = server.socketUrl({ license: await token({ origin: shopOrigin }), name: 'Iris' });
    const seen = await page.evaluate(
      async ({ url, license, socketUrl }) => {
        const detail = await fetch(`${url}/api/open/v1/avatar/getByName?name=navtalk.Alex`, { headers: { license } });
        const { data } = (await detail.json()) as { data: { name: string; thumbnailUrl: string } };
        const load = (src: string) =>
          new Promise<number>((resolve) => {
            const image = new Image();
            image.onload = () => resolve(image.naturalWidth);
            image.onerror = () => resolve(0);
            image.src = src;
          });
        const socket = new globalThis.WebSocket(socketUrl);
        const first = await new Promise<string>((resolve) => (socket.onmessage = ({ data }) => resolve(String(data))));
        socket.close();
        const widths = [await load(data.thumbnailUrl), await load(`${url}/uploadFiles/navtalk.Alex.png`)];
        return { name: data.name, widths, first: (JSON.parse(first) as { type: string }).type };
      },
      { url: server.url, license: server.license, socketUrl },
    );
    expect(seen).toEqual({ name: 'navtalk.Alex', widths: [512, 512], first: welcome.type });
    await page.close();
  });

  it('never writes a key or a token into its log', async () => {
    const marked = await token({});
    await firstWord(marked);
    await firstWord(`${marked}x`);
    await api(`/api/open/v1/avatar/detail?license=${marked}&avatarId=nobody`);
    await api(`/api/${marked}`);
    expect(server.output()).toContain('session opened');
    expect(server.output()).not.toContain(marked.slice(0, 24));
    expect(server.output()).not.toContain(server.license);
  });
});

describe('several licences on one server', () => {
  it('Scenario G2: have each their own limit and pages; single use outlives a server that is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'visavis-licenses-'));
    const file = join(folder, 'licenses.json');
    await writeFile(file, JSON.stringify([{ key: 'vv_the-shop', maxSessions: 1, origins: [shopOrigin] }]));
    const settings = { VISAVIS_LICENSES: file };
    let several = await startServer(settings);
    const first = (license: string, origin?: string) =>
      new Promise<{ type: string; socket: WebSocket; limit?: number }>((resolve) => {
        const socket = new WebSocket(several.socketUrl({ license }), { origin });
        socket.once('message', (data: Buffer) => {
          const { type, data: more } = JSON.parse(data.toString()) as { type: string; data: { limit?: number } };
          resolve({ type, socket, limit: more.limit });
        });
      });
    const guest = await first('vv_the-shop', shopOrigin);
    const second = await first('vv_the-shop', shopOrigin);
    const owner = await first(several.license, 'https://any.example');
    const elsewhere = await first('vv_the-shop', 'https://any.example');
    expect([guest.type, owner.type, elsewhere.type]).toEqual([
      welcome.type,
      welcome.type,
      'conversation.connected.fail',
    ]);
    expect([second.type, second.limit]).toEqual(['conversation.connected.connection_limit_exceeded', 1]);
    guest.socket.close();
    owner.socket.close();

    const made = await fetch(`${several.url}/api/open/v1/token`, {
      method: 'POST',
      headers: { license: 'vv_the-shop' },
      body: JSON.stringify({ single_use: true }),
    });
    const { data } = (await made.json()) as { data: { token: string } };
    await expect.poll(async () => (await several.health()).counts['sessions']).toBe(0);
    const used = await first(data.token);
    expect(used.type).toBe(welcome.type);
    expect(several.output()).not.toMatch(/vv_the-shop|vvt_[0-9a-f]{12}/);
    process.kill(several.pid, 'SIGKILL');
    await several.stop();
    several = await startServer(settings);
    expect((await first(data.token)).type).toBe('conversation.connected.fail');
    await several.stop();
    await rm(folder, { recursive: true });
  });
});
