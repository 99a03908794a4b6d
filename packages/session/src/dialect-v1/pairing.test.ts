import { TypedEmitter, silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientSocket, ClientSocketEvents } from '../link/client-socket.js';
import { SignallingLine } from './signalling-line.js';
import { Switchboard } from './switchboard.js';

class FakeSocket {
  readonly emitter = new TypedEmitter<ClientSocketEvents>(silentLogger);
  readonly events = this.emitter;
  readonly sent: { type: string; targetSessionId: string }[] = [];
  closedWith: string | undefined;
  admitted = false;
  probes = 0;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as FakeSocket['sent'][number]);
  }

  async end(_code: number, reason: string): Promise<void> {
    this.closedWith ??= reason;
  }

  probe(): void {
    this.probes++;
  }

  say(message: object): void {
    this.emitter.emit('textReceived', { text: JSON.stringify(message) });
  }

  admit(): void {
    this.admitted = true;
  }

  drop(): void {
    this.emitter.emit('closed', { code: 1006, reason: '' });
  }
}

const CREATE = { type: 'create', targetSessionId: '123' };
const ANSWER = { type: 'answer', targetSessionId: '123', sdp: { type: 'answer', sdp: 'v=0\r\n' } };
const OFFER = { type: 'offer', sdp: 'v=0\r\n' } as const;

let clock: FakeClock;
let switchboard: Switchboard;
beforeEach(() => {
  clock = new FakeClock();
  switchboard = new Switchboard(clock);
});

const call = (name: string, from = '192.0.2.7'): FakeSocket => {
  const socket = new FakeSocket();
  switchboard.connect(socket as unknown as ClientSocket, name, from);
  return socket;
};

function session(id: string, key: string) {
  const received: string[] = [];
  const line = new SignallingLine(silentLogger, (text) => received.push((JSON.parse(text) as { type: string }).type));
  const leave = switchboard.join({ id, key, line });
  return { line, received, leave };
}

describe('S-18: the two sockets of a v1 client', () => {
  it('find each other by the key, whichever comes first, and nothing said meanwhile is lost', () => {
    const early = call('key');
    early.say(CREATE);
    const { line, received } = session('s-1', 'key');
    line.write(OFFER);
    early.say(ANSWER);
    expect([early.sent, received]).toMatchObject([[{ type: 'offer', targetSessionId: '123' }], ['answer']]);
    const second = session('s-2', 'key');
    second.line.write(OFFER);
    const late = call('key');
    expect(late.sent).toEqual([]);
    late.say(CREATE);
    expect(late.sent).toHaveLength(1);
  });

  it('find each other by the session where the client knows it, however many have its key', () => {
    const [first, second] = [session('s-1', 'key'), session('s-2', 'key')];
    const socket = call('s-1');
    expect([first.line.taken, second.line.taken]).toEqual([true, false]);
    socket.drop();
    expect(first.line.taken).toBe(false);
  });

  it('are paired newest with newest where several have the same key', () => {
    const [first, second] = [session('s-1', 'key'), session('s-2', 'key')];
    call('key');
    expect([first.line.taken, second.line.taken]).toEqual([false, true]);
    call('key');
    expect(first.line.taken).toBe(true);
    second.leave();
    const [old, recent] = [call('other'), call('other')];
    session('s-3', 'other');
    recent.say(CREATE);
    expect([old.closedWith, recent.closedWith]).toEqual([undefined, undefined]);
  });

  it('do not wait for each other for ever, nor in any number', () => {
    const crowd = Array.from({ length: 65 }, () => call('stranger'));
    expect(crowd.map(({ closedWith }) => closedWith).filter(Boolean)).toEqual(['Too many waiting']);
    crowd[1]!.drop();
    clock.advance(30_000);
    expect(crowd.filter(({ closedWith }) => closedWith === 'No session')).toHaveLength(63);
    expect(clock.pending).toBe(0);
    const last = call('stranger');
    switchboard.close();
    expect([last.closedWith, clock.pending]).toEqual(['No session', 0]);
  });

  it('R-04: wait beside those of a stranger who opens as many as it may', () => {
    const crowd = Array.from({ length: 64 }, (_, i) => call(`guess-${i}`, '198.51.100.9'));
    const early = call('key');
    for (let i = 0; i < 64; i++) crowd.push(call(`more-${i}`, '198.51.100.9'));
    expect(crowd.filter(({ closedWith }) => closedWith === 'Too many waiting')).toHaveLength(65);
    const { line, received } = session('s-1', 'key');
    line.write(OFFER);
    early.say(ANSWER);
    expect([early.closedWith, received]).toEqual([undefined, ['answer']]);
  });

  it('R-25: do not lose each other to another visitor with the same key, who waits for a session of its own', () => {
    const mine = session('s-1', 'key');
    mine.line.write(OFFER);
    const first = call('key');
    first.say(CREATE);
    const other = call('key');
    other.say(CREATE);
    expect([first.closedWith, first.probes, other.sent]).toEqual([undefined, 1, []]);
    const theirs = session('s-2', 'key');
    theirs.line.write(OFFER);
    expect([other.sent.length, first.closedWith]).toEqual([1, undefined]);
    first.say(ANSWER);
    expect([mine.received, theirs.received]).toEqual([['answer'], []]);
  });

  it('find each other again when the loss of the first one is noticed', () => {
    const { line } = session('s-1', 'key');
    line.write(OFFER);
    const [lost, next] = [call('key'), call('key')];
    next.say(CREATE);
    expect(next.sent).toEqual([]);
    lost.drop();
    expect(next.sent).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('Scenario S15: are not found by the key of another', () => {
    session('s-1', 'key');
    const stranger = call('another');
    clock.advance(30_000);
    expect(stranger.closedWith).toBe('No session');
  });

  it('R-04: keep 256 kB of what one says while it waits for the other, and are admitted together', () => {
    const socket = call('key');
    for (let i = 0; i < 100; i++) socket.say({ type: 'iceCandidate', padding: 'x'.repeat(10_000) });
    expect(socket.admitted).toBe(false);
    const { received } = session('s-1', 'key');
    expect([received.length, socket.admitted]).toEqual([26, true]);
  });

  it('may be joined again before the answer, with the same offer, and not after it', () => {
    const { line } = session('s-1', 'key');
    line.write(OFFER);
    const first = call('key');
    first.say(CREATE);
    const second = call('s-1');
    expect(first.closedWith).toBe('Replaced');
    second.say(CREATE);
    expect(second.sent).toHaveLength(1);
    second.say(ANSWER);
    second.drop();
    const third = call('key');
    third.say(CREATE);
    expect([third.sent, third.closedWith]).toEqual([[], 'Offered already']);
  });

  it('end together when the session does', () => {
    const { line, leave } = session('s-1', 'key');
    const socket = call('key');
    leave();
    line.close();
    expect(socket.closedWith).toBe('Session ended');
  });
});
