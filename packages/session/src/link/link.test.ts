import { EventEmitter } from 'node:events';
import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { FakeWebSocket } from '../testing/fake-web-socket.js';
import { ClientSocket } from './client-socket.js';
import { Link } from './link.js';

let clock: FakeClock;
let raw: FakeWebSocket;
let link: Link;
/** Events of the link, in order. */
let reported: string[];

const socketOf = (fake: FakeWebSocket) =>
  new ClientSocket(fake as unknown as WebSocket, { clock, logger: silentLogger, connection: new EventEmitter() });
const says = (fake: FakeWebSocket, text: string) => fake.emit('message', Buffer.from(text), false);
const open = (resumable: boolean): void => {
  link = new Link(socketOf(raw), { resumable, clock, logger: silentLogger });
  link.surviveLoss();
  link.events.on('textReceived', ({ text }) => reported.push(text));
  link.events.on('lost', ({ code }) => reported.push(`lost ${code}`));
  link.events.on('regained', () => reported.push('regained'));
  link.events.on('closed', ({ reason }) => reported.push(`closed: ${reason}`));
};
const FRAMES = { greeting: () => ['{"hello":1}'], farewell: () => ['{"bye":1}'] };
/** The client comes back. */
const resume = (after: number): { next: FakeWebSocket; resumed: boolean } => {
  const next = new FakeWebSocket();
  return { next, resumed: link.resume(socketOf(next), after, FRAMES) };
};

beforeEach(() => {
  clock = new FakeClock();
  raw = new FakeWebSocket();
  reported = [];
});

describe('a client that knows nothing of coming back', () => {
  beforeEach(() => open(false));

  it('is sent what is said, to the letter, and may number what it likes', () => {
    link.send('{"type":"a"}');
    says(raw, '{"seq":1}');
    says(raw, '{"seq":1}');
    expect([raw.sent, reported]).toEqual([['{"type":"a"}'], ['{"seq":1}', '{"seq":1}']]);
  });

  it('is gone with its socket', () => {
    raw.terminate();
    expect(reported).toEqual(['closed: socket closed with 1006']);
    expect([resume(0).resumed, clock.pending - 1]).toEqual([false, 0]);
  });
});

describe('a client that can come back', () => {
  beforeEach(() => open(true));

  it('gets what it missed, in order and once, behind a greeting', () => {
    link.send('{"type":"a"}');
    link.send('{"type":"b"}');
    raw.terminate();
    link.send('{"type":"c"}');
    clock.advance(29_000);
    const { next } = resume(1);
    link.send('{"type":"d"}');
    expect(next.sent).toEqual(['{"hello":1}', '{"type":"b","seq":2}', '{"type":"c","seq":3}', '{"type":"d","seq":4}']);
    for (let tenth = 0; tenth < 5; tenth++) {
      clock.advance(10_000);
      next.emit('pong');
    }
    expect(reported).toEqual(['lost 1006', 'regained']);
  });

  it('has each numbered message taken once, however often it repeats it', () => {
    says(raw, '{"type":"a","seq":1}');
    says(raw, '{"type":"b","seq":2}');
    raw.terminate();
    const { next } = resume(0);
    for (const seq of [1, 2, 3]) says(next, `{"type":"x","seq":${seq}}`);
    says(next, '{"type":"sound"}');
    expect(reported).toEqual([
      '{"type":"a","seq":1}',
      '{"type":"b","seq":2}',
      'lost 1006',
      'regained',
      '{"type":"x","seq":3}',
      '{"type":"sound"}',
    ]);
    expect(link.received).toBe(3);
  });

  it('is given up after 30 s', () => {
    raw.terminate();
    clock.advance(29_999);
    expect(link.waiting).toBe(true);
    clock.advance(1);
    expect(reported).toEqual(['lost 1006', 'closed: client did not come back']);
    expect([resume(0).resumed, link.waiting]).toEqual([false, false]);
  });

  it('is given up after 5 s when it closed as going away, over a network that carried the close', () => {
    raw.emit('close', 1001, Buffer.alloc(0));
    clock.advance(4_999);
    expect(link.waiting).toBe(true);
    clock.advance(1);
    expect(reported).toEqual(['lost 1001', 'closed: client did not come back']);
  });

  it('goes on when a client that closed as going away comes back at once', () => {
    raw.emit('close', 1001, Buffer.alloc(0));
    clock.advance(2_500);
    expect(resume(0).resumed).toBe(true);
    clock.advance(10_000);
    expect(reported).toEqual(['lost 1001', 'regained']);
  });

  it.each([1000, 1005])('is not waited for when it says goodbye with %i', (code) => {
    raw.emit('close', code, Buffer.alloc(0));
    expect([reported, clock.pending]).toEqual([[`closed: socket closed with ${code}`], 0]);
  });

  it.each([1001, 1006, 1009])('is waited for when its socket ends with %i', (code) => {
    raw.emit('close', code, Buffer.alloc(0));
    expect(reported).toEqual([`lost ${code}`]);
  });

  it('takes over from a socket that only looks alive', async () => {
    const { next } = resume(0);
    says(raw, '{"type":"too late"}');
    link.send('{"type":"a"}');
    clock.advance(60);
    expect(raw.closes).toEqual([[1000, 'Resumed elsewhere']]);
    expect(raw.sent).toEqual(['{"bye":1}']);
    expect(next.sent).toEqual(['{"hello":1}', '{"type":"a","seq":1}']);
    clock.advance(500);
    await Promise.resolve();
    expect(reported).toEqual(['regained']);
  });

  it('cannot when it missed more than is kept, and the session ends as soon as that is sure', () => {
    link.send('{"type":"a"}');
    raw.terminate();
    for (let i = 0; i < 2_001; i++) link.send('{"type":"b"}');
    expect(reported).toEqual(['lost 1006', 'closed: missed more than is kept']);
    expect(clock.pending).toBe(0);
  });

  it.each([7, 1e15])('cannot with the number of a frame it was never sent: %i', async (after) => {
    raw.terminate();
    expect(resume(after).resumed).toBe(false);
    await Promise.resolve();
    expect(reported).toEqual(['lost 1006', 'closed: Session gone']);
  });

  it('cannot once the session is ending', async () => {
    const ended = link.end({ code: 1000, reason: 'Session ended' });
    expect(resume(0).resumed).toBe(false);
    clock.advance(1_000);
    await ended;
    expect(reported).toEqual(['closed: socket closed with 1006']);
  });

  it('delays no end while it is away', async () => {
    raw.terminate();
    await link.end({ code: 1001, reason: 'Server is shutting down' });
    expect([reported, clock.pending]).toEqual([['lost 1006', 'closed: Server is shutting down'], 0]);
  });
});

it('a client lost before it knows how to come back is gone', () => {
  const early = new Link(socketOf(raw), { resumable: true, clock, logger: silentLogger });
  const reasons: string[] = [];
  early.events.on('closed', ({ reason }) => reasons.push(reason));
  raw.terminate();
  expect(reasons).toEqual(['socket closed with 1006']);
});
