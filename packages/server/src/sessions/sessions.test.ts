import { EventEmitter } from 'node:events';
import { silentLogger, type Logger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { FakeEngines, FakeWebSocket } from '@visavis/session/testing';
import { licenceId, type MemoryPlaces, type MemoryRecords, type MemoryResumes } from '@visavis/store';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { fakeNode, fakeStore, LICENSE } from '../testing/fake-node.js';
import type { Sessions } from './sessions.js';

let clock: FakeClock;
let errors: string[];
let infos: string[];
let warnings: unknown[];
let store: { places: MemoryPlaces; resumes: MemoryResumes; records: MemoryRecords };
let sessions: Sessions;
beforeEach(() => {
  clock = new FakeClock();
  errors = [];
  infos = [];
  warnings = [];
  store = fakeStore();
  sessions = node('node-1');
});

/** One process of those that share the store. */
function node(nodeId: string): Sessions {
  const logger: Logger = {
    ...silentLogger,
    error: (message) => void errors.push(message),
    info: (message) => void infos.push(message),
    warn: (message, fields) => void warnings.push([message, fields]),
  };
  return fakeNode({ clock, engines: new FakeEngines(clock), store, nodeId, logger });
}

interface Frame {
  readonly type: string;
  readonly data: {
    readonly sessionId: string;
    readonly message?: string;
    readonly resume?: { readonly token: string };
  };
}

class Client {
  readonly raw = new FakeWebSocket();

  constructor(query: string, { at = sessions, origin }: { at?: Sessions; origin?: string } = {}) {
    const from = { ownOrigin: 'http://face.example', hostname: undefined, origin, address: '192.0.2.7' };
    const arrival = { entrance: 'unified', query, ...from, connection: new EventEmitter() } as const;
    at.accept(this.raw as unknown as WebSocket, arrival);
  }

  get frames(): Frame[] {
    return this.raw.sent.map((text) => JSON.parse(text) as Frame);
  }

  get connected(): Frame['data'] {
    const frame = this.frames.find(({ type }) => type === 'conversation.connected.success');
    if (!frame) throw new Error(`not connected: ${this.raw.sent.join()}`);
    return frame.data;
  }

  says(message: object): void {
    this.raw.emit('message', Buffer.from(JSON.stringify(message)), false);
  }

  leaves(code = 1000): void {
    this.raw.emit('close', code, Buffer.alloc(0));
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const enter = async (query = `license=${LICENSE}`): Promise<Client> => {
  const client = new Client(query);
  await settle();
  return client;
};
const comeBack = async (token: string | undefined, from: { at?: Sessions; origin?: string } = {}): Promise<Client> => {
  const client = new Client(`resume=${token}&after=0`, from);
  await settle();
  return client;
};
const gone = { type: 'conversation.connected.fail', data: { message: 'Session gone' } };

describe('a message with a large picture', () => {
  it('R-10: is handled in its turn, and once where the client repeats it', async () => {
    const client = await enter(`license=${LICENSE}&resume=1`);
    const picture = { type: 'realtime.input_image', data: { content: '!'.repeat(300_000) }, seq: 1 };
    client.says(picture);
    client.says({ type: 'conversation.item.delete', item_id: 'none', seq: 2 });
    client.says(picture);
    await settle();
    const warnings = client.frames.filter(({ type }) => type === 'realtime.warning');
    expect(warnings.map(({ data }) => data.message)).toEqual([
      expect.stringContaining('holds no picture'),
      expect.stringContaining('no item none'),
    ]);
  });
});

describe('what a session leaves behind', () => {
  it('is when it opened and closed, its turns, and what it used', async () => {
    const client = await enter();
    client.says({ type: 'realtime.input_text', data: { content: 'Are you there?' } });
    await clock.advanceAsync(10_000);
    client.leaves();
    await settle();
    const { sessionId } = client.connected;
    const atMs = expect.any(Number) as number;
    expect(await store.records.session(sessionId)).toEqual({
      ...{ id: sessionId, nodeId: 'node-1', licenceId: licenceId(LICENSE), avatarId: 'iris', openedAtMs: atMs },
      closed: {
        ...{ atMs, code: 1000, reason: 'socket closed with 1000' },
        usage: { durationMs: 10_000, turns: 1, heardChars: 4 },
      },
    });
    expect(await store.records.turns({ sessionId, limit: 10 })).toEqual([
      {
        ...{
          sessionId,
          atMs,
          turnId: 'resp_1',
          user: 'Are you there?',
          heard: 'Yes.',
          interrupted: false,
          toolCalls: 0,
        },
        stagesMs: expect.objectContaining({ totalMs: expect.any(Number) as number }) as object,
        position: expect.any(String) as string,
      },
    ]);
  });

  it('is nothing where it was refused', async () => {
    const appended: unknown[] = [];
    store.records.append = (record) => appended.push(record);
    const client = await enter('license=wrong');
    client.leaves();
    await settle();
    expect(appended).toEqual([]);
  });
});

describe('a place', () => {
  const answer = { type: 'webrtc.signaling.answer', data: { sdp: 'v=0\r\n' } };
  const CANCEL = { type: 'response.cancel' };
  /** The client lives, and says the same every 5 s. */
  const lives = async (client: Client, message: object, seconds: number): Promise<void> => {
    for (let s = 0; s < seconds; s += 5) {
      client.says(message);
      client.raw.emit('pong');
      await clock.advanceAsync(5_000, 1_000);
    }
  };

  it('R-17, Scenario S6: is free after 15 s where the offer was never answered, whatever else is sent', async () => {
    const client = await enter();
    await lives(client, CANCEL, 10);
    expect(sessions.counts().sessions).toBe(1);
    await lives(client, CANCEL, 5);
    expect(sessions.counts().sessions).toBe(0);
    clock.advance(100);
    expect(client.raw.closes).toEqual([[1000, 'Idle for too long']]);
  });

  it('Scenario F7: is free 15 s after the last sign of life of a client that cannot come back', async () => {
    await enter();
    clock.advance(15_000);
    await settle();
    expect([sessions.counts().sessions, sessions.counts().sockets]).toEqual([0, 0]);
  });

  it.each([
    ['watches', answer],
    ['writes', { type: 'realtime.input_text', data: { content: 'Are you there?' } }],
    ['speaks', { type: 'input_audio_buffer.append', data: { audio: 'AAAA'.repeat(160) } }],
  ])(
    'R-17: is kept for a client that %s',
    async (_does, message) => {
      const client = await enter();
      await lives(client, message, 900);
      expect(sessions.counts().sessions).toBe(1);
      client.leaves();
      await settle();
    },
    60_000,
  ); // 180 replies
});

describe('a client that comes back', () => {
  it('finds its session, with what it says before the session is found', async () => {
    const first = await enter(`license=${LICENSE}&resume=1`);
    first.leaves(1006);
    const second = new Client(`resume=${first.connected.resume?.token}&after=0`);
    second.says({ type: 'realtime.input_text', data: { content: 'I am back' } });
    await settle();
    expect(second.connected.sessionId).toBe(first.connected.sessionId);
    await clock.advanceAsync(10_000);
    const { sessionId } = first.connected;
    expect((await store.records.session(sessionId))?.closed).toBeUndefined();
    expect(await store.records.turns({ sessionId, limit: 10 })).toMatchObject([{ user: 'I am back' }]);
  });

  it('finds no session that lives on another node', async () => {
    const client = await enter(`license=${LICENSE}&resume=1`);
    client.leaves(1006);
    const { token } = client.connected.resume!;
    expect((await comeBack(token, { at: node('node-2') })).frames).toMatchObject([gone]);
    expect(infos).toContain('session lives elsewhere');
    expect((await comeBack(token)).connected.sessionId).toBe(client.connected.sessionId);
  });

  it.each([
    ['https://shop.example', 'https://evil.example'],
    ['https://shop.example', undefined],
    [undefined, 'https://evil.example'],
  ])('R-13: finds the session of a page at %s on no page at %s, and disturbs it not', async (origin, elsewhere) => {
    const owner = new Client(`license=${LICENSE}&resume=1`, { origin });
    await settle();
    const { token } = owner.connected.resume!;
    expect((await comeBack(token, { origin: elsewhere })).frames).toMatchObject([gone]);
    expect(owner.raw.closes).toEqual([]);
    expect((await comeBack(token, { origin })).connected.sessionId).toBe(owner.connected.sessionId);
  });

  it('R-13: notifies a client whose session goes on elsewhere before it closes its socket', async () => {
    const owner = await enter(`license=${LICENSE}&resume=1`);
    const { token } = owner.connected.resume!;
    await comeBack(token);
    expect(owner.frames.at(-1)).toMatchObject({
      type: 'realtime.warning',
      data: { code: 'session.resumed_elsewhere', message: expect.stringMatching(/another connection/) as string },
    });
    clock.advance(60);
    expect(owner.raw.closes).toEqual([[1000, 'Resumed elsewhere']]);
  });

  it('Scenario S5: is refused more and more slowly where it guesses tokens, up to five seconds, and in the log without them', async () => {
    const waits: number[] = [];
    for (let i = 0; i < 30; i++) {
      const startMs = clock.nowMs();
      const client = await comeBack(`vvr_guess-${i}`);
      while (client.frames.length === 0) await clock.advanceAsync(50, 50);
      expect(client.frames).toMatchObject([gone]);
      waits.push(clock.nowMs() - startMs);
    }
    expect(Math.max(...waits.slice(0, 5))).toBe(0);
    expect(Math.min(...waits.slice(6))).toBeGreaterThan(200);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
    expect(warnings[0]).toEqual(['key refused', { why: 'session.gone', address: '192.0.2.7' }]);
    expect(JSON.stringify(warnings)).not.toContain('vvr_');
    const owner = await enter(`license=${LICENSE}&resume=1`);
    owner.leaves(1006);
    expect((await comeBack(owner.connected.resume?.token)).connected.sessionId).toBe(owner.connected.sessionId);
  });

  it('Scenario G1: is sent away when the server stops before it is answered', async () => {
    for (let i = 0; i < 10; i++) await comeBack('vvr_guess');
    const closing = sessions.close();
    await clock.advanceAsync(700, 50);
    await closing;
    expect(sessions.counts().sockets).toBe(0);
  });

  it('finds no session once that has ended', async () => {
    const client = await enter(`license=${LICENSE}&resume=1`);
    client.leaves(1000);
    await settle();
    expect((await comeBack(client.connected.resume?.token)).frames).toMatchObject([gone]);
  });

  it('may try again when the store fails, and the log says so', async () => {
    const client = await enter(`license=${LICENSE}&resume=1`);
    client.leaves(1006);
    const { token } = client.connected.resume!;
    const use = store.resumes.use.bind(store.resumes);
    store.resumes.use = () => Promise.reject(new Error('no store'));
    expect((await comeBack(token)).frames).toMatchObject([{ type: 'conversation.connected.backend_error' }]);
    expect(errors).toEqual(['resume failed']);
    store.resumes.use = use;
    expect((await comeBack(token)).connected.sessionId).toBe(client.connected.sessionId);
  });

  it('that is gone again before its session is found leaves it waiting', async () => {
    const first = await enter(`license=${LICENSE}&resume=1`);
    first.leaves(1006);
    const second = new Client(`resume=${first.connected.resume?.token}&after=0`);
    second.leaves(1006);
    await settle();
    expect(sessions.counts()).toMatchObject({ sessions: 1, sockets: 0, resumable: 1 });
  });
});

describe('a client that says goodbye over HTTP', () => {
  const address = '192.0.2.7';
  const refused = [['key refused', { why: 'session.gone', address }]];
  const resumable = async (origin?: string): Promise<{ client: Client; token: string }> => {
    const client = new Client(`license=${LICENSE}&resume=1`, origin === undefined ? {} : { origin });
    await settle();
    return { client, token: client.connected.resume!.token };
  };

  it('ends its session, whose socket is lost, at once', async () => {
    const { client, token } = await resumable();
    client.leaves(1006);
    expect(await sessions.endOf(token, { address })).toBe(true);
    await settle();
    expect(sessions.counts()).toMatchObject({ sessions: 0, resumable: 0 });
    expect((await comeBack(token)).frames).toMatchObject([gone]);
    expect((await store.records.session(client.connected.sessionId))?.closed).toMatchObject({
      code: 1000,
      reason: 'Left',
    });
  });

  it('ends its session, whose socket is still open, with 1000', async () => {
    const { client, token } = await resumable();
    expect(await sessions.endOf(token, { address })).toBe(true);
    await settle();
    expect(sessions.counts().sessions).toBe(0);
    clock.advance(100);
    expect(client.raw.closes).toEqual([[1000, 'Left']]);
  });

  it('is no stranger when it has said goodbye on its socket before', async () => {
    const { client, token } = await resumable();
    client.leaves(1000);
    await settle();
    expect(await sessions.endOf(token, { address })).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('ends no session by a guess, which costs its address time', async () => {
    await resumable();
    expect([await sessions.endOf('vvr_guessed', { address }), warnings]).toEqual([false, refused]);
    expect(sessions.counts().sessions).toBe(1);
  });

  it.each([
    ['https://shop.example', 'https://evil.example'],
    ['https://shop.example', undefined],
    [undefined, 'https://evil.example'],
  ])('ends no session of a page at %s from one at %s, and spends no token', async (origin, elsewhere) => {
    const { client, token } = await resumable(origin);
    expect([await sessions.endOf(token, { address, origin: elsewhere }), warnings]).toEqual([false, refused]);
    expect((await comeBack(token, origin === undefined ? {} : { origin })).connected.sessionId).toBe(
      client.connected.sessionId,
    );
  });

  it('ends no other session than its own, and none on another node', async () => {
    const { token } = await resumable();
    await resumable();
    expect([await node('node-2').endOf(token, { address }), warnings]).toEqual([false, []]);
    expect(sessions.counts().sessions).toBe(2);
    await sessions.endOf(token, { address });
    await settle();
    expect(sessions.counts().sessions).toBe(1);
  });
});

it('a session that ends while its resume token is being stored leaves none behind', async () => {
  const kept = new Set<string>();
  const remember = store.resumes.remember.bind(store.resumes);
  let stored: () => void = () => undefined;
  store.resumes.remember = async (digest, session) => {
    await new Promise<void>((resolve) => (stored = resolve));
    kept.add(digest);
    await remember(digest, session);
  };
  const client = await enter(`license=${LICENSE}&resume=1`);
  client.leaves();
  await settle();
  stored();
  await settle();
  expect([client.frames, sessions.counts()]).toEqual([[], { sessions: 0, sockets: 0, queued: 0, resumable: 0 }]);
  clock.advance(60_000);
  (await enter()).leaves();
  await settle();
  expect([kept.size, await store.resumes.use([...kept][0] ?? '', undefined)]).toEqual([1, undefined]);
});

it('a client is refused, and keeps no place, when the store fails', async () => {
  store.places.take = () => Promise.reject(new Error('no store'));
  const client = await enter();
  expect(client.frames).toMatchObject([{ type: 'conversation.connected.backend_error' }]);
  expect([errors, sessions.counts().sessions]).toEqual([['session failed'], 0]);
});
