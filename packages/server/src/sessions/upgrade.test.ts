import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { silentLogger, systemClock } from '@visavis/core';
import { MAX_FRAME_BYTES } from '@visavis/protocol';
import { ClientSocket } from '@visavis/session';
import { takeUpgrades, type Arrival } from './upgrade.js';

let server: Server;
let stop: () => void;
let arrivals: Arrival[];
let received: string[];
/** Listens to a socket that was accepted. */
let take: (socket: WebSocket, arrival: Arrival) => void;
/** Notes that a client's key was accepted, in the order of their arrival. */
let recognised: (() => void)[];
beforeEach(async () => {
  arrivals = [];
  received = [];
  server = createServer();
  recognised = [];
  take = (socket) =>
    socket
      .on('error', () => undefined)
      .on('message', (data: Buffer) => {
        received.push(data.length > 100 ? `${data.length} bytes` : data.toString());
        socket.close(1000);
      });
  const accept = (socket: WebSocket, arrival: Arrival): ClientSocket => {
    arrivals.push(arrival);
    take(socket, arrival);
    const events = { on: (_name: string, listener: () => void) => recognised.push(listener) };
    return { events } as unknown as ClientSocket;
  };
  stop = takeUpgrades(server, { accept, trustProxy: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  stop();
  server.close();
});

const connect = (path: string, address?: string): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    headers: address === undefined ? {} : { 'X-Forwarded-For': `203.0.113.1, ${address}` },
  });

describe('S-01: the unified socket', () => {
  it.each([
    '/wss/v2/realtime-chat?name=Iris',
    '/wss/v2/realtime-chat/?name=Iris',
    '/wss/v2/realtime-chat?name=Iris&name=%zz',
  ])('accepts the upgrade on %s', async (path) => {
    const socket = connect(path);
    await once(socket, 'open');
    expect(arrivals[0]).toMatchObject({ query: path.split('?')[1], hostname: '127.0.0.1' });
    expect(socket.extensions).toBe('');
    socket.terminate();
  });

  it('misses nothing that is sent with the upgrade', async () => {
    const socket = connect('/wss/v2/realtime-chat');
    socket.on('open', () => socket.send('at once'));
    await once(socket, 'close');
    expect(received).toEqual(['at once']);
  });

  it('S-02: takes a picture of eight megabytes', async () => {
    const socket = connect('/wss/v2/realtime-chat');
    socket.on('open', () => socket.send('x'.repeat(8 * 1024 * 1024)));
    const [code] = (await once(socket, 'close')) as [number];
    expect([code, received]).toEqual([1000, ['8388608 bytes']]);
  });

  it('Scenario S3: compresses nothing, and ends a frame of more than that with 1009', async () => {
    const socket = connect('/wss/v2/realtime-chat');
    socket.on('open', () => socket.send('x'.repeat(MAX_FRAME_BYTES + 1)));
    const [code] = (await once(socket, 'close')) as [number];
    expect([code, received, socket.extensions]).toEqual([1009, [], '']);
  });

  it('is nowhere else', async () => {
    const [error] = (await once(connect('/elsewhere'), 'error')) as [Error];
    expect(error.message).toContain('404');
    expect(arrivals).toEqual([]);
  });
});

describe('S-01: the sockets of older clients', () => {
  it.each([
    ['/api/realtime-api?license=k', 'v1 conversation'],
    ['/realtime-api/?license=k', 'v1 conversation'],
    ['/api/webrtc?userId=k', 'v1 signalling'],
  ])('accept the upgrade on %s: %s', async (path, entrance) => {
    const socket = connect(path);
    await once(socket, 'open');
    expect(arrivals[0]).toMatchObject({ entrance, query: path.split('?')[1] });
    socket.terminate();
  });
});

describe('strangers', () => {
  it('R-15: keep no connection when they ask for another path, though they never close their side', async () => {
    const { port } = server.address() as AddressInfo;
    const client = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true });
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    client.write('GET /elsewhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [connection] = await accepted;
    if (!connection.destroyed) await once(connection, 'close');
    expect(connection.destroyed).toBe(true);
    client.destroy();
  });

  it('Scenario S5: one address has 64 sockets whose key is not accepted, and others none the fewer', async () => {
    const path = '/wss/v2/realtime-chat';
    const crowd = await Promise.all(Array.from({ length: 64 }, () => opened(connect(path, '198.51.100.7'))));
    expect(await failure(connect(path, '198.51.100.7'))).toContain('429');
    const other = await opened(connect(path, '198.51.100.8'));
    expect(arrivals.at(-1)?.address).toBe('198.51.100.8');
    recognised[0]?.();
    const next = await opened(connect(path, '198.51.100.7'));
    for (const socket of [...crowd, other, next]) socket.terminate();
  });
});

describe('a client that is not admitted', () => {
  let client: ClientSocket;
  let sizes: number[];
  beforeEach(() => {
    sizes = [];
    take = (socket, { connection }) => {
      client = new ClientSocket(socket, { connection, clock: systemClock, logger: silentLogger });
      client.events.on('textReceived', ({ text }) => sizes.push(text.length));
      client.events.on('largeReceived', ({ frame }) => sizes.push(frame.utf8.length));
    };
  });

  it('R-04: is refused in the middle of a frame of eight megabytes, with the limit, and may send one of 64 kB', async () => {
    const socket = await opened(connect('/wss/v2/realtime-chat'));
    socket.send('x'.repeat(64 * 1024));
    socket.send('x'.repeat(8 * 1024 * 1024));
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, reason.toString(), sizes]).toEqual([1009, expect.stringContaining('64 kB'), [65_536]]);
    expect((arrivals[0]!.connection as Socket).bytesRead).toBeLessThan(1024 * 1024);
  });

  it('R-04: sends what clients send once it is admitted', async () => {
    const socket = await opened(connect('/wss/v2/realtime-chat'));
    client.admit();
    const picture = JSON.stringify({ type: 'realtime.input_image', data: { content: 'x'.repeat(8_000_000) } });
    socket.send(picture);
    await expect.poll(() => sizes, { timeout: 10_000 }).toEqual([picture.length]);
    await client.end(1000, 'Done');
  });
});

async function opened(socket: WebSocket): Promise<WebSocket> {
  await once(socket, 'open');
  return socket;
}

async function failure(socket: WebSocket): Promise<string> {
  const [error] = (await once(socket, 'error')) as [Error];
  return error.message;
}
