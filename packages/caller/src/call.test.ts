import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Call, type CallOptions } from './call.js';

let server: WebSocketServer;
let calls: Call[] = [];
beforeAll(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
});
afterEach(async () => {
  await Promise.all(calls.map((call) => call.close()));
  calls = [];
});
afterAll(() => server.close());

async function open(options?: CallOptions): Promise<{ call: Call; far: WebSocket }> {
  const call = new Call(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, options);
  calls.push(call);
  const [far] = (await once(server, 'connection')) as [WebSocket];
  return { call, far };
}

const warning = (message: string): string => JSON.stringify({ type: 'realtime.warning', data: { message } });

it('finds a frame that came before and waits for one that comes later', async () => {
  const { call, far } = await open();
  far.send(warning('one'));
  const first = await call.arrival('realtime.warning');
  const second = call.next('realtime.warning', { from: 1 });
  far.send(warning('two'));
  expect((await second).data.message).toBe('two');
  const fits = (frame: { data: { message: string } }): boolean => frame.data.message === 'two';
  expect((await call.arrival('realtime.warning', { fits })).atMs).toBeGreaterThanOrEqual(first.atMs);
  expect(call.types).toEqual(['realtime.warning', 'realtime.warning']);
});

it('lists the frames that came when the expected one did not', async () => {
  const { call, far } = await open();
  far.send(warning('one'));
  await call.next('realtime.warning');
  const waiting = call.next('webrtc.signaling.offer');
  far.close(1013, 'Server full');
  await expect(waiting).rejects.toThrow('the socket closed with 1013 Server full; came: realtime.warning');
});

it('drops the oldest frames and survives one that is not JSON', async () => {
  const { call, far } = await open({ keep: 4 });
  far.send('{');
  for (const message of ['1', '2', '3', '4']) far.send(warning(message));
  await call.next('realtime.warning', { fits: ({ data }) => data.message === '4' });
  expect(call.all('realtime.warning').map(({ data }) => data.message)).toEqual(['2', '3', '4']);
});
