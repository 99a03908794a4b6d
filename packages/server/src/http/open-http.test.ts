import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openHttp, type HttpOptions } from './open-http.js';

let server: Server;
const clients: Socket[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  server.close();
});

const served = async (request: Request): Promise<Response> => new Response(`served ${await request.text()}`);

const start = async (options: Partial<HttpOptions> = {}): Promise<void> => {
  server = openHttp(served, { maxSessions: 10, queueLimit: 5, trustProxy: false, ...options });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
};

/** @returns A connection that has sent `text`. */
async function dial(text: string): Promise<Socket> {
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  clients.push(client);
  client.on('error', () => undefined);
  await once(client, 'connect');
  client.write(text);
  return client;
}

/** A reset counts as a close. */
const closed = (client: Socket): Promise<void> =>
  new Promise((resolve) => (client.closed ? resolve() : client.once('close', () => resolve())));

/** @returns The first line of the answer; nothing where there is none. */
const answerTo = async (client: Socket): Promise<string> => {
  const pieces: Buffer[] = [];
  client.on('data', (piece: Buffer) => pieces.push(piece));
  await closed(client);
  return Buffer.concat(pieces).toString().split('\r\n', 1)[0] ?? '';
};

const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
/** As the shipped ones, a hundred times as fast. */
const QUICK = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };

describe('slow clients', () => {
  it.each([
    ['a head that never ends', 'GET / HTTP/1.1\r\nHost: a\r\nX-Drip: '],
    ['a body that never comes', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{'],
    ['half an upgrade', 'GET /wss/v2/realtime-chat HTTP/1.1\r\nUpgrade: websocket\r\n'],
  ])('R-16, Scenario S4: are cut off, and others are served meanwhile: %s', async (_name, text) => {
    await start({ times: QUICK });
    const cutOff = answerTo(await dial(text));
    expect(await answerTo(await dial(GET))).toBe('HTTP/1.1 200 OK');
    expect(await cutOff).toBe('HTTP/1.1 408 Request Timeout');
  });

  it('R-16, Scenario S4: have ten seconds for the head of a request and twenty for all of it', async () => {
    await start();
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 20_000]);
  });
});

describe('connections', () => {
  it('R-16: of one address are 256 at most, and none the fewer once others have gone', async () => {
    await start();
    const crowd = await Promise.all(Array.from({ length: 256 }, () => dial('GET / HTTP/1.1\r\n')));
    expect(await answerTo(await dial(GET))).toBe('');
    crowd[0]?.destroy();
    await expect.poll(async () => answerTo(await dial(GET))).toBe('HTTP/1.1 200 OK');
  });

  it('R-16: that have become WebSockets are not counted with them', async () => {
    await start();
    server.on('upgrade', (_request, socket: Socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
    const upgrade = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    const crowd = await Promise.all(Array.from({ length: 256 }, () => dial(upgrade)));
    for (const client of crowd) if (client.readableLength === 0) await once(client, 'readable');
    expect(await answerTo(await dial(GET))).toBe('HTTP/1.1 200 OK');
  });

  it('R-16: are bounded in all by the number of places', async () => {
    await start({ maxSessions: 100, queueLimit: 50 });
    expect(server.maxConnections).toBe(1_474);
  });
});
