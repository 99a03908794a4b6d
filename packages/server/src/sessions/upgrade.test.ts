import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { takeUpgrades, type Arrival } from './upgrade.js';

let server: Server;
let stop: () => void;
let arrivals: Arrival[];
let received: string[];
beforeEach(async () => {
  arrivals = [];
  received = [];
  server = createServer();
  stop = takeUpgrades(server, (socket, arrival) => {
    arrivals.push(arrival);
    socket.on('message', (data: Buffer) => {
      received.push(data.length > 100 ? `${data.length} bytes` : data.toString());
      socket.close(1000);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  stop();
  server.close();
});

const connect = (path: string): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

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
