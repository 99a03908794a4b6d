import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '@visavis/core/testing';
import { FakeVendor, type VendorScript } from '../testing/index.js';
import { MessageQueue } from './message-queue.js';
import { socketUrl } from './socket-url.js';
import { VendorSockets } from './vendor-sockets.js';

const KEEP_ALIVE = { message: { type: 'KeepAlive' }, everyMs: 5_000 };
const never = new AbortController().signal;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function vendor(script: VendorScript = {}) {
  const fake = await FakeVendor.open(script);
  const clock = new FakeClock();
  const sockets = new VendorSockets({ headers: { 'x-key': 'k' }, what: 'The vendor', keepAlive: KEEP_ALIVE }, clock);
  open.push(sockets, fake);
  return { fake, clock, sockets, url: socketUrl(fake.baseUrl, '/listen', { model: 'm' }) };
}

const turns = async (count = 50): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
};

describe('connections that are kept for a call', () => {
  it('carry the headers, and serve one user after the other', async () => {
    const { fake, sockets, url } = await vendor();
    const first = await sockets.lease(url, never);
    const second = await sockets.lease(url, never);
    expect(second).not.toBe(first);
    sockets.release(first);
    expect(await sockets.lease(url, never)).toBe(first);
    expect(await sockets.lease(`${url}&other=1`, never)).not.toBe(second);
    expect(fake.connections.map(({ url: path, headers }) => [path, headers['x-key']])).toEqual([
      ['/listen?model=m', 'k'],
      ['/listen?model=m', 'k'],
      ['/listen?model=m&other=1', 'k'],
    ]);
  });

  it('are kept open by messages and pings while they are not used, and closed after three minutes', async () => {
    const { fake, clock, sockets, url } = await vendor();
    sockets.release(await sockets.lease(url, never));
    clock.advance(5_000);
    clock.advance(5_000);
    await fake.until(() => fake.connections[0]?.received.length === 2);
    expect(fake.connections[0]?.received).toEqual([{ type: 'KeepAlive' }, { type: 'KeepAlive' }]);
    for (let at = 10_000; at < 180_000; at += 10_000) {
      clock.advance(10_000);
      // The answer to a ping comes through the network.
      await turns();
    }
    await fake.connections[0]?.closed;
    await turns();
    expect([sockets.count, clock.pending]).toEqual([0, 0]);
  });

  it('are opened again before they are needed, where the vendor has closed them', async () => {
    const { fake, sockets, url } = await vendor();
    sockets.release(await sockets.lease(url, never));
    fake.connections[0]?.socket.close(1011);
    await fake.until(() => fake.connections.length === 2);
    await turns();
    const next = await sockets.lease(url, never);
    expect([next.isOpen, fake.connections.length]).toEqual([true, 2]);
  });

  it('are not opened again and again by a vendor that closes what is not used', async () => {
    const { fake, sockets, url } = await vendor();
    sockets.release(await sockets.lease(url, never));
    fake.connections[0]?.socket.close();
    await fake.until(() => fake.connections.length === 2);
    await turns();
    fake.connections[1]?.socket.close();
    await fake.connections[1]?.closed;
    await turns();
    expect([fake.attempts, sockets.count]).toEqual([2, 0]);
  });

  it('are replaced where only their end stops what is under way, by one for many', async () => {
    const { fake, sockets, url } = await vendor();
    const used = [await sockets.lease(url, never), await sockets.lease(url, never)];
    for (const socket of used) sockets.replace(socket);
    await Promise.all(fake.connections.map(({ closed }) => closed));
    await fake.until(() => fake.connections.length === 3);
    await turns();
    const next = await sockets.lease(url, never);
    expect([next.isOpen, fake.attempts, sockets.count]).toEqual([true, 3, 1]);
  });

  it('end when nothing comes back for a ping', async () => {
    const { clock, fake, sockets, url } = await vendor();
    const socket = await sockets.lease(url, never);
    fake.connections[0]?.socket.pause();
    clock.advance(15_000);
    clock.advance(15_000);
    expect(await socket.closed).toEqual({ kind: 'silent' });
  });

  it('end when the vendor takes what is sent too slowly', async () => {
    const { fake, sockets, url } = await vendor();
    const socket = await sockets.lease(url, never);
    const queue = new MessageQueue(socket);
    fake.connections[0]?.socket.pause();
    for (let i = 0; i < 2_000 && socket.isOpen; i++) socket.send(new Uint8Array(64 * 1024));
    expect(await socket.closed).toEqual({ kind: 'backlog' });
    await expect(queue[Symbol.asyncIterator]().next()).rejects.toThrow('The vendor receives too slowly');
    expect(() => socket.send({ late: true })).not.toThrow();
  });

  it('take no more from the network than a slow reader reads', async () => {
    const { fake, sockets, url } = await vendor();
    const queue = new MessageQueue(await sockets.lease(url, never));
    const [connection] = fake.connections;
    // Far more than the buffers of the network hold.
    const message = { filler: 'x'.repeat(64 * 1024) };
    for (let i = 0; i < 500; i++) connection?.send({ ...message, i });
    await turns(50);
    expect(connection?.socket.bufferedAmount).toBeGreaterThan(0);
    let read = 0;
    for await (const value of queue) {
      expect((value as { i: number }).i).toBe(read++);
      if (read === 500) break;
    }
    expect(read).toBe(500);
  });

  it.each<[what: string, script: VendorScript, message: RegExp]>([
    ['refuses', { refusal: () => ({ status: 403 }) }, /^The vendor refuses the key$/],
    ['closes at once', { opened: ({ socket }) => socket.close(4001) }, /^$/],
  ])('that a vendor %s leave nothing', async (what, script, message) => {
    const { clock, sockets, url } = await vendor(script);
    const leased = sockets.lease(url, never);
    if (what === 'refuses') await expect(leased).rejects.toThrow(message);
    else expect(await (await leased).closed).toEqual({ kind: 'closed', code: 4001 });
    await turns();
    expect([sockets.count, clock.pending]).toEqual([0, 0]);
  });

  it('that do not open in time are given up', async () => {
    const { clock, fake, sockets } = await vendor();
    // A server that takes the connection and never answers the request.
    const mute = await FakeVendor.open({});
    open.push(mute);
    mute.hold();
    const leased = sockets.lease(socketUrl(mute.baseUrl, '/listen'), never);
    leased.catch(() => undefined);
    await mute.until(() => mute.attempts === 1);
    clock.advance(5_000);
    await expect(leased).rejects.toMatchObject({ code: 'provider.timeout' });
    expect([sockets.count, fake.attempts]).toEqual([0, 0]);
  });

  it('that nobody waits for any more are left, while they open and after', async () => {
    const { fake, sockets, url } = await vendor();
    const abort = new AbortController();
    const leased = sockets.lease(url, abort.signal);
    abort.abort(new Error('barge-in'));
    await expect(leased).rejects.toThrow('barge-in');
    await turns();
    expect(sockets.count).toBe(0);
    await Promise.all(fake.connections.map(({ closed }) => closed));
  });

  it('are all closed with the engine, which opens no other', async () => {
    const { clock, sockets, url } = await vendor();
    const used = await sockets.lease(url, never);
    sockets.release(await sockets.lease(`${url}&kept=1`, never));
    await sockets.close();
    expect(await used.closed).toEqual({ kind: 'left' });
    expect([sockets.count, clock.pending]).toEqual([0, 0]);
    await expect(sockets.lease(url, never)).rejects.toMatchObject({ code: 'provider.failed' });
  });
});
