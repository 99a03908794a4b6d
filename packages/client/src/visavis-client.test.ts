import { beforeEach, describe, expect, it } from 'vitest';
import type { VideoLike } from './playback.js';
import type { SessionEvents } from './session-events.js';
import type { SessionOptions } from './session-options.js';
import { FakePlatform, settle, type FakeSocket } from './testing/index.js';
import { VisavisClient } from './visavis-client.js';

let platform: FakePlatform;
let client: VisavisClient;
let changes: number;
beforeEach(() => {
  platform = new FakePlatform();
  client = new VisavisClient(platform);
  changes = 0;
  client.subscribe(() => changes++);
});

function start(options: Partial<SessionOptions> = {}): FakeSocket {
  client.start({ url: 'https://face.example', license: 'k', microphone: false, ...options });
  const socket = platform.sockets.at(-1)!;
  socket.open();
  socket.say('conversation.connected.success', { sessionId: 's', iceServers: [] });
  socket.say('realtime.session.created');
  socket.say('realtime.session.updated');
  return socket;
}
const delta = (content: string): [string, object] => [
  'realtime.response.audio_transcript.delta',
  { id: 'r1', response_id: 'r1', content, delta: content },
];
const words = (): string[] => client.snapshot().lines.map(({ text }) => text);

describe('the snapshot', () => {
  it('is a new object after every change, and the same one without', () => {
    const socket = start();
    const before = client.snapshot();
    expect(client.snapshot()).toBe(before);
    const seen = changes;
    socket.say(...delta('Hello'));
    expect(changes).toBeGreaterThan(seen);
    expect(before.lines).toEqual([]);
    expect(client.snapshot().lines).toMatchObject([{ from: 'face', text: 'Hello', final: false }]);
  });

  it('no longer changes for a listener that has unsubscribed', () => {
    let heard = 0;
    const unsubscribe = client.subscribe(() => heard++);
    unsubscribe();
    start();
    expect(heard).toBe(0);
  });

  it('holds microphone, camera, media, latency and quality while a session is open', async () => {
    const socket = start({ microphone: true });
    platform.advance(500);
    await client.turnCamera(true);
    socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } });
    await settle();
    platform.connections[0]!.become('connected');
    socket.say('realtime.metrics', { response_id: 'r1', stages: { totalMs: 300 } });
    expect(client.snapshot()).toMatchObject({
      microphone: 'on',
      camera: 'on',
      media: 'connected',
      latency: { totalMs: 300 },
    });
    await client.stop();
    expect(client.snapshot()).toMatchObject({ microphone: 'off', camera: 'off', media: 'none', quality: undefined });
  });

  it('holds what the server states of its engines, until the next session starts', async () => {
    const socket = start();
    const ears = { languages: ['en'], times: [], streams: true, service: 'A vendor' };
    const stated: unknown[] = [];
    client.on('enginesStated', (engines) => stated.push(engines));
    socket.say('realtime.session.created', { session: { engines: { ears } } });
    expect([client.snapshot().engines, stated]).toEqual([{ ears }, [{ ears }]]);
    await client.stop();
    client.start({ url: 'https://face.example' });
    expect(client.snapshot().engines).toBeUndefined();
    await client.stop();
  });

  it('keeps why a session ended until the next one starts', async () => {
    const socket = start();
    socket.drop(1011, 'Out of order');
    expect(client.snapshot()).toMatchObject({ state: { name: 'ended' }, problem: { message: 'Out of order' } });
    client.start({ url: 'https://face.example' });
    expect(client.snapshot()).toMatchObject({ state: { name: 'connecting' }, problem: undefined, lines: [] });
    await client.stop();
    expect(client.snapshot()).toMatchObject({ state: { name: 'ended' }, problem: undefined });
  });

  it('drops a blocked sound from its problems once it is unlocked', async () => {
    const video: VideoLike = {
      srcObject: null,
      muted: false,
      play: () => Promise.reject(new DOMException('', 'NotAllowedError')),
    };
    client.attach(video);
    const socket = start();
    socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } });
    await settle();
    const stream = { getAudioTracks: () => [] } as unknown as MediaStream;
    platform.connections[0]!.ontrack!({ streams: [stream], track: {} as MediaStreamTrack });
    await settle();
    expect(client.snapshot().problem).toMatchObject({ kind: 'autoplay' });
    video.play = () => Promise.resolve();
    await client.unlockSound();
    expect([client.snapshot().problem, video.muted]).toEqual([undefined, false]);
  });
});

it('shows a problem with the microphone until that is on', async () => {
  platform.microphoneError = new DOMException('', 'NotAllowedError');
  start({ microphone: true });
  platform.advance(500);
  await settle();
  expect(client.snapshot()).toMatchObject({ microphone: 'failed', problem: { kind: 'microphone' } });
  platform.microphoneError = undefined;
  await client.session!.devices.select({ kind: 'microphone' });
  expect(client.snapshot()).toMatchObject({ microphone: 'on', problem: undefined });
});

describe('one session after another', () => {
  it('opens one however often it is started', () => {
    start();
    client.start({ url: 'https://face.example' });
    expect(platform.sockets).toHaveLength(1);
  });

  it('is open from the start to the end', async () => {
    expect(client.open).toBe(false);
    client.start({ url: 'https://face.example' });
    expect(client.open).toBe(true);
    await client.stop();
    expect(client.open).toBe(false);
  });

  it('ends with its page, and another one can be started where the page comes back from the cache of its browser', () => {
    start();
    for (const watcher of platform.lifeWatchers) watcher.left();
    expect(client.snapshot()).toMatchObject({ state: { name: 'ended', reason: { kind: 'left' } }, problem: undefined });
    start();
    expect([client.snapshot().state.name, platform.sockets.length]).toEqual(['live', 2]);
  });

  it('stays muted in the next one', async () => {
    start();
    client.mute(true);
    await client.stop();
    start();
    expect(client.snapshot().muted).toBe(true);
    expect(client.session!.muted).toBe(true);
  });

  it('shows the face of each in the same element', async () => {
    const video: VideoLike = { srcObject: null, muted: false, play: async () => undefined };
    client.attach(video);
    for (const stream of [{}, {}].map((made) => made as MediaStream)) {
      const socket = start();
      socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } });
      await settle();
      platform.connections.at(-1)!.ontrack!({ streams: [stream], track: {} as MediaStreamTrack });
      expect(video.srcObject).toBe(stream);
      await client.stop();
      expect(video.srcObject).toBeNull();
    }
  });

  it('begins each with an empty transcript', async () => {
    start();
    expect(client.ask('First')).toBe(true);
    expect(words()).toEqual(['First']);
    await client.stop();
    expect(client.ask('Too late')).toBe(false);
    expect(words()).toEqual(['First']);
    start();
    client.ask('Second');
    expect(words()).toEqual(['Second']);
  });
});

describe('a listener', () => {
  let heard: SessionEvents['userTyped'][];
  beforeEach(() => (heard = []));

  it('hears every session, those that were open before it was added too, until it is removed', async () => {
    start();
    const leave = client.on('userTyped', (event) => heard.push(event));
    client.ask('First');
    await client.stop();
    start();
    client.ask('Second');
    expect(heard).toEqual([{ text: 'First' }, { text: 'Second' }]);
    leave();
    client.ask('Third');
    expect(heard).toHaveLength(2);
  });

  it('hears each event once, however many others there are', () => {
    for (const times of [1, 2]) client.on('userTyped', ({ text }) => heard.push({ text: `${text} ${times}` }));
    start();
    client.ask('Hello');
    expect(heard).toEqual([{ text: 'Hello 1' }, { text: 'Hello 2' }]);
  });

  it('finds the snapshot as it is after the event', () => {
    const states: string[] = [];
    client.on('stateChanged', ({ to }) => states.push(`${to.name} ${client.snapshot().state.name}`));
    start();
    expect(states).toEqual(['connecting connecting', 'live live']);
  });
});
