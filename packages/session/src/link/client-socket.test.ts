import { EventEmitter } from 'node:events';
import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { MAX_FIRST_MESSAGE_BYTES } from '@visavis/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { FakeWebSocket } from '../testing/fake-web-socket.js';
import { ClientSocket } from './client-socket.js';
import { RateLimit } from './rate-limit.js';

let clock: FakeClock;
let raw: FakeWebSocket;
let connection: EventEmitter;
let socket: ClientSocket;
beforeEach(() => {
  clock = new FakeClock();
  raw = new FakeWebSocket();
  connection = new EventEmitter();
  socket = new ClientSocket(raw as unknown as WebSocket, { clock, logger: silentLogger, connection });
});

const message = (type: string, chars: number): string => JSON.stringify({ type, data: { content: 'x'.repeat(chars) } });

/** The close frame of a message that came too early for its size: its reason names the limit. */
const tooBig = [1009, expect.stringContaining(`More than ${MAX_FIRST_MESSAGE_BYTES / 1024} kB`) as string];

describe("a client's socket", () => {
  it('S-19: flushes its last event before it closes', async () => {
    socket.send('goodbye');
    const ended = socket.end(1008, 'Invalid license');
    expect([raw.sent, raw.closes]).toEqual([['goodbye'], []]);
    clock.advance(60);
    expect(raw.closes).toEqual([[1008, 'Invalid license']]);
    raw.emit('close', 1008, Buffer.from('Invalid license'));
    await ended;
    expect(clock.pending).toBe(0);
  });

  it('cuts off a peer that does not answer the close', async () => {
    const ended = socket.end(1001, 'Going away');
    clock.advance(1_000);
    await ended;
    expect([raw.terminated, clock.pending]).toEqual([true, 0]);
  });

  it('says nothing more once the end has begun', () => {
    void socket.end(1000, 'Done');
    socket.send('too late');
    expect(raw.sent).toEqual([]);
  });

  it('misses nothing that comes while it is paused, its end included', () => {
    const received: string[] = [];
    socket.events.on('textReceived', ({ text }) => received.push(text));
    socket.events.on('closed', ({ code }) => received.push(`closed with ${code}`));
    socket.pause();
    raw.emit('message', Buffer.from('early'), false);
    raw.emit('close', 1001, Buffer.alloc(0));
    expect(received).toEqual([]);
    socket.resume();
    expect(received).toEqual(['early', 'closed with 1001']);
  });

  it('Scenario F7: gives up on a peer after two unanswered pings, 15 s after its last sign of life', () => {
    clock.advance(14_999);
    expect([raw.pings, raw.terminated]).toEqual([2, false]);
    clock.advance(1);
    expect([raw.terminated, clock.pending]).toEqual([true, 0]);
  });

  it('keeps a peer that answers', () => {
    for (let minute = 0; minute < 30; minute++) {
      clock.advance(10_000);
      raw.emit('pong');
    }
    expect(raw.terminated).toBe(false);
  });

  it('finds out within five seconds when in doubt', () => {
    socket.probe();
    clock.advance(5_000);
    expect(raw.terminated).toBe(true);
  });

  it('Scenario S4: closes a reader that does not read, instead of buffering for it', () => {
    raw.bufferedAmount = 4_000_000;
    socket.send('one more');
    expect([raw.sent, raw.terminated]).toEqual([[], true]);
  });

  it('drops a flood, says so once, and once more when it goes on', () => {
    const seen = { texts: 0, starts: 0, persists: 0 };
    socket.events.on('textReceived', () => seen.texts++);
    socket.events.on('floodStarted', () => seen.starts++);
    socket.events.on('floodPersisted', () => seen.persists++);
    for (let i = 0; i < 20_000; i++) raw.emit('message', Buffer.from('{}'), false);
    expect(seen).toEqual({ texts: 1_000, starts: 1, persists: 0 });
    for (let i = 0; i < 5_000; i++) raw.emit('message', Buffer.from('{}'), false);
    expect(seen).toEqual({ texts: 1_000, starts: 1, persists: 1 });
  });

  it.each([
    ['R-10: a message of 300 kB without a picture or sound', message('realtime.input_text', 300_000), 'refused'],
    ['Scenario S17: an output of a tool of 300 kB', message('realtime.function_call_output', 300_000), 'refused'],
    ['R-10: a picture of 8 MB', message('realtime.input_image', 8_000_000), 'received as bytes'],
    [
      'R-10: a picture whose type comes last',
      `{"content":"${'x'.repeat(300_000)}","type":"input_image"}`,
      'received as bytes',
    ],
    ['R-10: sound of 1 MB', message('input_audio_buffer.append', 1_000_000), 'received as bytes'],
    [
      'R-10: a text that quotes the type of a picture',
      JSON.stringify({ type: 'say', text: '"input_image"'.repeat(30_000) }),
      'refused',
    ],
    ['an ordinary message', message('realtime.input_text', 30_000), 'received'],
  ])('judges the size of a message by its kind, before it is parsed: %s', (_name, text, expected) => {
    const seen: string[] = [];
    socket.events.on('textReceived', () => seen.push('received'));
    socket.events.on('largeReceived', () => seen.push('received as bytes'));
    socket.events.on('textRefused', () => seen.push('refused'));
    socket.admit();
    raw.emit('message', Buffer.from(text), false);
    expect([seen, raw.closes]).toEqual([[expected], []]);
  });

  it('R-04: takes no message of more than 64 kB before it is admitted, whatever its kind', () => {
    const seen: number[] = [];
    socket.events.on('textReceived', ({ text }) => seen.push(text.length));
    raw.emit('message', Buffer.from('x'.repeat(64 * 1024)), false);
    raw.emit('message', Buffer.from(message('realtime.input_image', 64 * 1024)), false);
    clock.advance(60);
    expect([seen, raw.closes]).toEqual([[65_536], [tooBig]]);
  });

  it('R-04: is read no further while more than that comes in one frame, which is in memory before its end', () => {
    const received: string[] = [];
    socket.events.on('textReceived', ({ text }) => received.push(text));
    const chunk = new Uint8Array(40_000);
    for (let i = 0; i < 2; i++) connection.emit('data', chunk);
    clock.advance(60);
    expect(raw.closes).toEqual([]);
    connection.emit('data', chunk);
    socket.resume();
    raw.emit('message', Buffer.from('{}'), false);
    clock.advance(60);
    expect([received, raw.closes, raw.terminated]).toEqual([[], [tooBig], false]);
    clock.advance(500);
    expect([raw.terminated, clock.pending]).toEqual([true, 0]);
  });

  it('R-04: has as much room for each message that comes whole, and all of it once it is admitted', () => {
    for (let i = 0; i < 20; i++) {
      connection.emit('data', new Uint8Array(60_000));
      raw.emit('message', Buffer.alloc(60_000), false);
    }
    socket.admit();
    for (let i = 0; i < 100; i++) connection.emit('data', new Uint8Array(60_000));
    expect([raw.terminated, connection.listenerCount('data')]).toEqual([false, 0]);
  });

  it('leaves nothing behind on its connection', () => {
    raw.emit('close', 1000, Buffer.alloc(0));
    expect(connection.listenerCount('data')).toBe(0);
  });

  it('takes an ordinary error as the beginning of the end, not of the process', () => {
    expect(() => raw.emit('error', new Error('Invalid WebSocket frame'))).not.toThrow();
  });
});

describe('a rate limit', () => {
  it('fills up again with time, never above its burst', () => {
    const limit = new RateLimit({ burst: 2, perSecond: 1 });
    expect([limit.take(1, 0), limit.take(1, 0), limit.take(1, 0)]).toEqual([true, true, false]);
    expect([limit.take(1, 1_000), limit.take(1, 1_000)]).toEqual([true, false]);
    expect([limit.take(3, 60_000), limit.take(2, 60_000)]).toEqual([false, true]);
  });
});
