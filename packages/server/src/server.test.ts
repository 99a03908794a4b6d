import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger, systemClock } from '@visavis/core';
import { FakeEngines } from '@visavis/session/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Avatar } from './avatars/avatar-directory.js';
import { readConfig } from './config/config.js';
import type { Engines } from './engines.js';
import { openServer, type OpenServer } from './server.js';

const LICENSE = 'vv_key-of-these-tests';

let data: string;
let server: OpenServer;
let fakes: FakeEngines;
let engines: Engines;
let finishLoading: (engines: Engines) => void;
let failLoading: (error: Error) => void;

const start = async (variables: Record<string, string> = {}, avatars: readonly Avatar[] = []): Promise<void> => {
  server = await openServer(readConfig({ PORT: '0', VISAVIS_DATA: data, ...variables }), {
    license: LICENSE,
    avatars,
    logger: silentLogger,
    load: () => new Promise((resolve, reject) => ([finishLoading, failLoading] = [resolve, reject])),
    pageDir: '.',
  });
};

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'visavis-server-'));
  fakes = new FakeEngines(systemClock);
  engines = {
    ...{ faces: fakes.faces, frames: fakes.frames, media: fakes.media },
    enginesFor: () => fakes,
    names: {
      providers: [{ name: 'embedded', label: 'Embedded speech' }],
      models: ['script of a test'],
      voices: ['fake'],
    },
    report: () => ({ ears: [], voice: [], mind: [] }),
    poster: ({ id }) => Promise.resolve({ data: Buffer.from(`the face of ${id}`), contentType: 'image/jpeg' }),
    suggestions: () => [],
    stage: { show: () => Promise.resolve(), hide: () => Promise.resolve() },
    counts: () => ({ liveEncoders: 0 }),
    pacing: () => ({ lateP50Ms: 0, lateP99Ms: 0, skippedTicks: 0, lateFrames: 0 }),
    close: () => Promise.resolve(),
  };
});
afterEach(async () => {
  await server.close();
  await rm(data, { recursive: true });
});

/** A client that keeps the messages it receives. */
class Client {
  readonly socket: WebSocket;
  readonly events: Array<{ type: string; data: Record<string, unknown> }> = [];
  #wake: () => void = () => undefined;

  constructor(query = `license=${LICENSE}&name=Iris`, origin?: string) {
    this.socket = new WebSocket(`ws://127.0.0.1:${server.port}/wss/v2/realtime-chat?${query}`, { origin });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      this.events.push(JSON.parse(data.toString()) as (typeof this.events)[number]);
      this.#wake();
    });
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  says(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  async hears(type: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.events.find((event) => event.type === type);
      if (found) return found.data;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async closed(): Promise<[code: number, reason: string]> {
    const [code, reason] = (await once(this.socket, 'close')) as [number, Buffer];
    return [code, reason.toString()];
  }
}

it('a server whose engines fail notifies the clients that wait for them, then closes', async () => {
  await start();
  const client = new Client();
  await once(client.socket, 'open');
  failLoading(new Error('no model'));
  expect(await client.closed()).toEqual([1011, 'Internal error']);
  expect(client.events).toMatchObject([
    { type: 'conversation.connected.backend_error', message: 'Internal error', data: { message: 'Internal error' } },
  ]);
});

it('talks with the engines of the avatar that is asked for, and states them to its client', async () => {
  await start({}, [{ id: 'anna', name: 'Anna', providerName: 'embedded' }]);
  finishLoading(engines);
  await server.ready;
  const own = new FakeEngines(systemClock);
  own.recognizer.info = { ...own.recognizer.info, languages: ['de'], data: { at: 'service', service: 'A vendor' } };
  engines.enginesFor = ({ providerName }) => (providerName === 'embedded' ? own : fakes);
  const engineOf = async (id: string): Promise<unknown> => {
    const { session } = await new Client(`license=${LICENSE}&avatarId=${id}`).hears('realtime.session.created');
    return (session as { engines: { ears: unknown } }).engines.ears;
  };
  expect(await engineOf('anna')).toEqual({ languages: ['de'], times: [], streams: true, service: 'A vendor' });
  expect(await engineOf('iris')).toEqual({ languages: 'any', times: [], streams: true, service: null });
  expect((await server.boot()).engines.voice).toMatchObject({ service: null });
});

it('shows the face of the avatar that is asked for, before the call and in it', async () => {
  await start({}, [{ id: 'anna', name: 'Anna' }]);
  finishLoading(engines);
  await server.ready;
  for (const id of ['anna', 'iris']) {
    const poster = await fetch(`http://127.0.0.1:${server.port}/api/avatars/${id}/poster`);
    expect(await poster.text()).toBe(`the face of ${id}`);
    await new Client(`license=${LICENSE}&avatarId=${id}`).hears('webrtc.signaling.offer');
  }
  expect(fakes.shown).toEqual(['anna', 'iris']);
  expect((await server.boot()).avatar.poster).toBe('/api/avatars/iris/poster');
});

it('shows the background that the client sets, else that of the avatar, and warns where it cannot', async () => {
  await start({}, [{ id: 'anna', name: 'Anna', background: '#102030' }]);
  finishLoading(engines);
  await server.ready;
  const client = new Client(`license=${LICENSE}&avatarId=anna`);
  await client.hears('webrtc.signaling.offer');
  expect(fakes.views[0]!.background).toBe('#102030');
  client.says({ type: 'realtime.input_config', data: { background: 'Blurred' } });
  await expect.poll(() => fakes.views[0]!.background).toBe('blurred');
  client.says({ type: 'realtime.input_config', data: { background: 'transparent' } });
  expect(await client.hears('realtime.warning')).toMatchObject({
    code: 'config.background',
    message: 'background: The face is of one layer',
  });
  for (let i = 0; i < 10; i++) client.says({ type: 'realtime.input_config', data: { background: `#00000${i}` } });
  await expect.poll(() => client.events.map(({ data }) => data?.['code'])).toContain('config.background_rate');
});

it('shows a picture that the client sends to this session alone, until something else is seen or the session ends', async () => {
  await start();
  finishLoading(engines);
  await server.ready;
  const [client, other] = [new Client(), new Client()];
  for (const each of [client, other]) await each.hears('webrtc.signaling.offer');
  const view = () => fakes.views.find(({ background }) => background.startsWith('upload:'));
  const send = (text: string) =>
    client.says({
      type: 'realtime.input_background',
      data: { content: `data:image/jpeg;base64,${Buffer.from(text).toString('base64')}` },
    });
  send('a beach');
  await expect.poll(() => view()?.background).toBeDefined();
  const name = view()!.background;
  expect([...fakes.pictures].map(([key, bytes]) => [key, Buffer.from(bytes).toString()])).toEqual([[name, 'a beach']]);

  other.says({ type: 'realtime.input_config', data: { background: name } });
  expect(await other.hears('realtime.warning')).toMatchObject({ code: 'config.ignored' });
  // Large ones are read in a thread.
  send('a forest'.repeat(100_000));
  await expect.poll(() => [...fakes.pictures.values()].map(({ length }) => length)).toEqual([800_000]);
  client.says({ type: 'realtime.input_config', data: { voice: 'slt' } });
  client.says({ type: 'realtime.input_background', data: { content: 'data:image/jpeg;base64,' } });
  await expect.poll(() => client.events.map(({ data }) => data?.['code'])).toContain('face.not_a_picture');
  expect(fakes.pictures.size).toBe(1);
  expect(fakes.views.filter(({ background }) => background === 'own')).toHaveLength(1);

  client.says({ type: 'realtime.input_config', data: { background: 'own' } });
  await expect.poll(() => fakes.pictures.size).toBe(0);
  send('a beach');
  await expect.poll(() => fakes.pictures.size).toBe(1);
  client.socket.close(1000);
  await expect.poll(() => fakes.pictures.size).toBe(0);
});

describe('R-01: the page of a server', () => {
  const enter = async (body: object, origin = server.url) =>
    fetch(`${server.url}/api/page/entry`, { method: 'POST', headers: { origin }, body: JSON.stringify(body) });

  it('opens by the printed address, with a token that works on this page alone', async () => {
    await start();
    finishLoading(engines);
    const invitation = server.invite()?.split('#k=')[1];
    const { token } = (await (await enter({ invitation })).json()) as { token: string };
    const client = new Client(`license=${token}`, server.url);
    await client.hears('conversation.connected.success');
    for (const origin of ['https://evil.example', undefined]) {
      const stranger = new Client(`license=${token}`, origin);
      const { message } = await stranger.hears('conversation.connected.fail');
      expect(message).toBe('The license may not be used from this page');
    }
  });

  it.each<Record<string, string>>([
    { VISAVIS_TRUST_PROXY: '1' },
    { PUBLIC_IP: '203.0.113.9' },
    { VISAVIS_ORIGINS: 'https://shop.example' },
    { HOST: '127.0.0.1', VISAVIS_ORIGINS: 'http://127.0.0.1:8080' },
  ])('opens by a key alone with %o', async (variables) => {
    await start(variables);
    expect(server.invite()).toBeUndefined();
    expect(await server.boot()).toMatchObject({ invites: false });
    expect((await enter({ invitation: 'vvi_x' })).status).toBe(404);
  });
});

describe('a server that is ready', () => {
  beforeEach(async () => {
    await start();
    finishLoading(engines);
    await server.ready;
  });

  it('introduces the session, offers media, and confirms the settings once', async () => {
    const client = new Client();
    const { sessionId, iceServers } = await client.hears('conversation.connected.success');
    await client.hears('webrtc.signaling.offer');
    await client.hears('realtime.session.updated');
    expect(client.types[0]).toBe('conversation.connected.success');
    expect([...client.types].sort()).toEqual([
      'conversation.connected.success',
      'realtime.session.created',
      'realtime.session.updated',
      'webrtc.signaling.offer',
    ]);
    expect(sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(iceServers).toEqual([{ urls: [expect.stringMatching(/^stun:127\.0\.0\.1:\d+$/)] }]);
  });

  it.each([
    ['a wrong key', 'license=wrong&name=Iris', 'Invalid license'],
    ['no key', 'name=Iris', 'Invalid license'],
    ['an unknown avatar', `license=${LICENSE}&avatarId=unknown`, 'Avatar not found'],
  ])('refuses a client with %s by an event, then closes', async (_name, query, reason) => {
    const client = new Client(query);
    expect(await client.closed()).toEqual([1008, reason]);
    expect(client.events).toMatchObject([
      { type: 'conversation.connected.fail', message: reason, data: { message: reason } },
    ]);
    expect(fakes.openMedia).toBe(0);
  });

  it('receives rubbish from one client without an effect on the other', async () => {
    const [rude, polite] = [new Client(), new Client()];
    await Promise.all([rude.hears('realtime.session.created'), polite.hears('realtime.session.created')]);
    for (const text of [
      '{',
      '[]',
      '"x"',
      '{"type":7}',
      '{"type":"conversation.item.create"}',
      '{"type":"no.such.thing"}',
    ])
      rude.socket.send(text);
    rude.socket.send(Buffer.from([1, 2, 3]));
    rude.says({ type: 'realtime.input_audio_buffer.append', data: { audio: '!' } });
    rude.says({ type: 'realtime.input_text', data: { content: 'still here' } });
    polite.says({ type: 'realtime.input_text', data: { content: 'so am I' } });
    await Promise.all([rude.hears('realtime.session.updated'), polite.hears('realtime.session.updated')]);
    expect(fakes.brain.requests.map(({ history }) => history)).toEqual([
      [{ role: 'user', text: 'still here' }],
      [{ role: 'user', text: 'so am I' }],
    ]);
    expect(rude.types.filter((type) => type.includes('error'))).toEqual([]);
    expect(rude.types).toContain('realtime.warning');
    expect(polite.types).not.toContain('realtime.warning');
  });

  it('survives a defect in one session', async () => {
    fakes.voices.synthesizer.voices.includes = () => {
      throw new Error('a defect');
    };
    const client = new Client();
    await client.hears('realtime.session.created');
    client.says({ type: 'realtime.input_config', data: { content: '{"voice":"marin"}' } });
    expect(await client.hears('realtime.warning')).toMatchObject({ code: 'internal' });
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('releases everything when the client goes, what the viewer sees last', async () => {
    const client = new Client();
    await client.hears('realtime.session.created');
    expect(server.health().counts).toMatchObject({ sessions: 1, sockets: 1 });
    client.socket.terminate();
    while (server.health().counts['sockets'] !== 0) await new Promise(setImmediate);
    expect(fakes.released).toEqual(['media', 'face']);
    expect(server.health().counts).toMatchObject({ sessions: 0, sockets: 0 });
  });

  it('says goodbye before it goes', async () => {
    const client = new Client();
    await client.hears('realtime.session.created');
    const closed = client.closed();
    await server.close();
    expect(await closed).toEqual([1001, 'Server is shutting down']);
    expect(client.types.at(-1)).toBe('conversation.connected.close');
    expect(fakes.released).toEqual(['media', 'face']);
  });
});

describe('a server that is still loading', () => {
  it('keeps the first clients waiting, and misses nothing they send', async () => {
    await start();
    const client = new Client();
    await once(client.socket, 'open');
    client.says({ type: 'realtime.input_config', data: { content: '{"voice":"marin"}' } });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(503);
    finishLoading(engines);
    expect(await client.hears('realtime.session.updated')).toMatchObject({ session: { voice: 'marin' } });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('reports the health of its engines once they are loaded, and of each that fails later', async () => {
    await start();
    expect(server.health().engines).toBeUndefined();
    finishLoading(engines);
    await server.ready;
    expect(server.health().engines?.recognizer).toBe('loading');
    await fakes.recognizer.prepare();
    expect(server.health().engines?.recognizer).toBe('ready');
    fakes.recognizer.breakDown('exit code 1');
    expect(await (await fetch(`${server.url}/healthz?license=${LICENSE}`)).json()).toMatchObject({
      engines: { vad: 'loading', recognizer: 'failed', brain: 'loading', synthesizer: 'loading' },
    });
  });

  it('R-25: is refused in one line when another program has its ports, and leaves nothing open', async () => {
    await start();
    const first = server;
    await expect(start({ PORT: String(first.port) })).rejects.toThrow(`PORT ${first.port} is taken by another program`);
    const other = createSocket('udp4').bind(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address();
    await expect(start({ PORT: String(port) })).rejects.toThrow(`UDP port ${port} is taken by another program`);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    other.close();
  });

  it('R-25: is refused before it listens when the knowledge file has mistakes', async () => {
    await start();
    const { port } = server;
    await server.close();
    const knowledge = { VISAVIS_KNOWLEDGE: fileURLToPath(new URL('../README.md', import.meta.url)) };
    await expect(start({ PORT: String(port), ...knowledge })).rejects.toMatchObject({ code: 'knowledge.invalid' });
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  });

  it('can be ended', async () => {
    await start();
    const client = new Client();
    await once(client.socket, 'open');
    const closed = client.closed();
    await server.close();
    expect((await closed)[0]).toBe(1001);
  });
});

describe('a server with one place', () => {
  it('sends the second client away, and lets it in later', async () => {
    await start({ VISAVIS_MAX_SESSIONS: '1' });
    finishLoading(engines);
    const first = new Client();
    await first.hears('realtime.session.created');
    const second = new Client();
    expect(await second.closed()).toEqual([1013, 'All renderers are busy']);
    expect(second.types).toEqual(['conversation.connected.gpu_full', 'realtime.session.gpu_full']);
    expect(second.events[0]?.data).toEqual({
      message: 'All renderers are busy',
      error_code: 'capacity.full',
      retry_after_s: 10,
    });
    first.socket.close();
    await first.closed();
    const third = new Client();
    await third.hears('conversation.connected.success');
  });

  it('says when it is the licence that is used up, and lets its next client wait', async () => {
    await start({ VISAVIS_MAX_SESSIONS_PER_LICENSE: '1' });
    finishLoading(engines);
    const first = new Client();
    await first.hears('realtime.session.created');
    const second = new Client();
    expect(await second.closed()).toEqual([1008, 'Connection limit exceeded']);
    expect(second.events).toMatchObject([
      { type: 'conversation.connected.connection_limit_exceeded', data: { limit: 1, retry_after_s: 10 } },
    ]);
    const third = new Client(`license=${LICENSE}&queue=1`);
    await third.hears('conversation.queue.updated');
    first.socket.close();
    await third.hears('conversation.connected.success');
  });

  it('lets clients wait that ask to, reports their positions, and admits them in turn', async () => {
    await start({ VISAVIS_MAX_SESSIONS: '1', VISAVIS_QUEUE_LIMIT: '2' });
    finishLoading(engines);
    const query = `license=${LICENSE}&name=Iris&queue=1`;
    const first = new Client(query);
    await first.hears('realtime.session.created');
    const second = new Client(query);
    const waiting = await second.hears('conversation.queue.updated');
    expect(waiting).toEqual({ position: 1, estimated_wait_s: null, message: 'You are number 1 in line' });
    const third = new Client(query);
    expect(await third.hears('conversation.queue.updated')).toMatchObject({ position: 2 });
    expect(server.health().counts).toMatchObject({ sessions: 1, queued: 2, sockets: 3 });
    expect(await new Client(query).closed()).toEqual([1013, 'All renderers are busy']);
    first.socket.close();
    await second.hears('conversation.connected.success');
    while (third.events.length < 2) await new Promise(setImmediate);
    expect(third.events.at(-1)).toMatchObject({ type: 'conversation.queue.updated', data: { position: 1 } });
    third.socket.terminate();
    while (server.health().counts['queued'] !== 0) await new Promise(setImmediate);
    second.socket.close();
    while (server.health().counts['sockets'] !== 0) await new Promise(setImmediate);
    expect(server.health().counts).toMatchObject({ sessions: 0, queued: 0 });
  });

  it('sends waiting clients away when it stops', async () => {
    await start({ VISAVIS_MAX_SESSIONS: '1' });
    finishLoading(engines);
    const first = new Client();
    await first.hears('realtime.session.created');
    const second = new Client(`license=${LICENSE}&queue=1`);
    await second.hears('conversation.queue.updated');
    const closed = second.closed();
    await server.close();
    expect(await closed).toEqual([1001, 'Server is shutting down']);
    expect(second.types).toEqual(['conversation.queue.updated', 'conversation.connected.close']);
  });
});
