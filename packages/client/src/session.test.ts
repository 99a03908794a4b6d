import { beforeEach, describe, expect, it } from 'vitest';
import type { VideoLike } from './playback.js';
import type { SessionEvents } from './session-events.js';
import type { SessionOptions } from './session-options.js';
import { Session } from './session.js';
import { FakePlatform, settle, type FakeSocket } from './testing/index.js';

let platform: FakePlatform;
let heard: { name: string; event: unknown }[];

beforeEach(() => {
  platform = new FakePlatform();
  heard = [];
});

function open(options: Partial<SessionOptions> = {}): { session: Session; socket: FakeSocket } {
  const session = new Session({ url: 'https://face.example', license: 'k', ...options }, platform);
  const names: (keyof SessionEvents)[] = ['userTranscribed', 'replyUpdated', 'latencyMeasured', 'problemOccurred'];
  for (const name of names) session.on(name, (event) => heard.push({ name, event }));
  session.connect();
  return { session, socket: platform.sockets[0]! };
}

function goLive(socket: FakeSocket): void {
  socket.open();
  socket.say('conversation.connected.success', { sessionId: 's', iceServers: [{ urls: ['stun:a'] }] });
  socket.say('realtime.session.created');
  socket.say('realtime.session.updated');
}

/** Lets the microphone open. */
async function hearing(): Promise<void> {
  platform.advance(500);
  await settle();
}

const frame = (): void => platform.microphones[0]!.handlers.framed(new Float32Array(480));
const activity = (session: Session): unknown =>
  session.state.name === 'live' ? session.state.activity : session.state.name;

describe('a session', () => {
  it('asks for the microphone as soon as the first picture is there', async () => {
    const { session, socket } = open();
    let paint: () => void = () => undefined;
    const video = { srcObject: null, muted: false, play: async () => undefined };
    session.attach({ ...video, requestVideoFrameCallback: (callback) => ((paint = callback), 1) });
    goLive(socket);
    socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } });
    await settle();
    platform.connections[0]!.ontrack!({ streams: [{} as MediaStream], track: {} as MediaStreamTrack });
    expect(platform.microphones).toHaveLength(0);
    paint();
    expect(platform.microphones).toHaveLength(1);
  });

  it('does not wait for a picture longer than half a second', () => {
    open();
    platform.advance(499);
    expect(platform.microphones).toHaveLength(0);
    platform.advance(1);
    expect(platform.microphones).toHaveLength(1);
  });

  it('waits in the queue as long as it takes, and opens no microphone before its turn', async () => {
    const { session, socket } = open({ queue: true });
    socket.open();
    socket.say('conversation.queue.updated', { position: 2, estimated_wait_s: 90 });
    expect(session.state).toEqual({ name: 'queued', position: 2, estimatedWaitS: 90 });
    platform.advance(100_000);
    expect(platform.microphones).toHaveLength(0);
    socket.say('conversation.connected.success', { sessionId: 's', iceServers: [] });
    expect(session.state).toEqual({ name: 'connecting' });
    await hearing();
    expect(platform.microphones).toHaveLength(1);
    platform.advance(15_000);
    expect(session.state).toMatchObject({ name: 'ended', reason: { kind: 'network' } });
  });

  it('sends nothing of the microphone before the server is ready', async () => {
    const { socket } = open();
    await hearing();
    frame();
    socket.open();
    frame();
    expect(socket.types()).toEqual([]);
    socket.say('realtime.session.updated');
    frame();
    expect(socket.types()).toEqual(['realtime.input_audio_buffer.append']);
  });

  it('opens one microphone however often the server repeats itself', async () => {
    const { socket } = open();
    goLive(socket);
    socket.say('realtime.session.updated');
    await hearing();
    socket.say('realtime.session.updated');
    await hearing();
    expect(platform.microphones).toHaveLength(1);
  });

  it('sends its settings first, only those that are set', () => {
    const { socket } = open({ config: { voice: 'marin', prompt: '' } });
    socket.open();
    expect(socket.sent).toEqual([{ type: 'realtime.input_config', data: { content: '{"voice":"marin"}' } }]);
  });

  it('keeps settings of more than 64 kB until the session is connected, when a server takes them', () => {
    const prompt = 'x'.repeat(70_000);
    const { session, socket } = open({ config: { prompt } });
    socket.open();
    expect([socket.sent, session.state.name]).toEqual([[], 'connecting']);
    socket.say('conversation.connected.success', { sessionId: 's', iceServers: [] });
    expect(socket.sent).toEqual([{ type: 'realtime.input_config', data: { content: JSON.stringify({ prompt }) } }]);
  });

  it('follows a turn from the first word to the last sound', () => {
    const { session, socket } = open();
    goLive(socket);
    expect(activity(session)).toBe('listening');
    socket.say('realtime.input_audio_buffer.speech_started', { item_id: 'i1' });
    socket.say('realtime.input_audio_buffer.speech_stopped', { item_id: 'i1' });
    expect(activity(session)).toBe('thinking');
    socket.say('realtime.conversation.item.input_audio_transcription.completed', { item_id: 'i1', content: 'Hello?' });
    socket.say('realtime.response.audio_transcript.delta', { id: 'r1', content: 'Good ' });
    expect(activity(session)).toBe('speaking');
    socket.say('realtime.response.audio_transcript.delta', { id: 'r1', content: 'day.' });
    socket.say('realtime.response.audio_transcript.done', { id: 'r1', content: 'Good day.' });
    socket.say('realtime.response.audio.done', { id: 'r1' });
    expect(activity(session)).toBe('listening');
    expect(heard.map(({ event }) => event)).toMatchObject([
      { itemId: 'i1', text: 'Hello?', final: true },
      { replyId: 'r1', text: 'Good ', final: false },
      { replyId: 'r1', text: 'Good day.', final: false },
      { replyId: 'r1', text: 'Good day.', final: true },
    ]);
  });

  it('emits what was really said of a reply that was cut short', () => {
    const { socket } = open();
    goLive(socket);
    socket.say('realtime.response.audio_transcript.delta', { id: 'r1', content: 'One. Two. Three.' });
    socket.say('realtime.input_audio_buffer.speech_started');
    socket.say('realtime.response.audio_transcript.done', { id: 'r1', content: 'One.' });
    expect(heard.at(-1)!.event).toEqual({ replyId: 'r1', text: 'One.', final: true });
  });

  it('cuts the reply short on the server where that is known to work, and for the listener everywhere', () => {
    const { session, socket } = open();
    goLive(socket);
    socket.say('realtime.response.audio_transcript.delta', { id: 'r1', content: 'Once upon a time' });
    session.interrupt();
    expect([activity(session), socket.types()]).toEqual(['listening', []]);
    socket.say('realtime.session.created', { session: { capabilities: ['response.cancel'] } });
    socket.say('realtime.response.audio_transcript.delta', { id: 'r2', content: 'There was' });
    session.interrupt();
    expect(socket.types()).toEqual(['response.cancel', 'input_audio_buffer.clear']);
  });

  it('sends typed text as an item and a request for an answer, and interrupts what is being said', () => {
    const { session, socket } = open();
    expect(session.ask('too early')).toBe(false);
    goLive(socket);
    expect(session.ask('  ')).toBe(false);
    socket.say('realtime.session.created', { session: { capabilities: ['response.cancel'] } });
    socket.say('realtime.response.audio_transcript.delta', { id: 'r1', content: 'Once upon a time' });
    expect(session.ask(' Hello ')).toBe(true);
    expect(socket.types()).toEqual([
      'response.cancel',
      'input_audio_buffer.clear',
      'conversation.item.create',
      'response.create',
    ]);
    expect(socket.sent[2]).toMatchObject({ item: { role: 'user', content: [{ type: 'input_text', text: 'Hello' }] } });
    expect(activity(session)).toBe('thinking');
  });

  it('has words spoken verbatim where the server can, and only there', () => {
    const { session, socket } = open();
    goLive(socket);
    expect([session.capabilities, session.say('Mind the step.')]).toEqual([[], false]);
    socket.say('realtime.session.created', { session: { id: 's', capabilities: ['say', 7] } });
    expect([session.capabilities, session.say(' Mind the step. ')]).toEqual([['say'], true]);
    expect(socket.sent).toEqual([{ type: 'realtime.say', data: { content: 'Mind the step.' } }]);
  });

  it('sends facts, pictures and settings once it is live', () => {
    const { session, socket } = open();
    const picture = 'data:image/png;base64,iVBORw0K';
    const send = () => [
      session.context('It rains.'),
      session.image(picture, { ask: true }),
      session.configure({ voice: 'rms' }),
    ];
    const images: string[] = [];
    session.on('imageSent', ({ dataUrl }) => images.push(dataUrl));
    expect(send()).toEqual([false, false, false]);
    goLive(socket);
    expect(send()).toEqual([true, true, true]);
    expect(images).toEqual([picture]);
    expect(session.context(' ')).toBe(false);
    expect(socket.types()).toEqual(['conversation.item.create', 'realtime.input_image', 'realtime.input_config']);
    expect(socket.sent[1]).toMatchObject({ data: { content: picture, reply: 1 } });
  });

  it('sends no picture for behind the face that is larger than a server takes', () => {
    const dataUrl = (bytes: number) => `data:image/jpeg;base64,${'A'.repeat(bytes)}`;
    const { session, socket } = open({ config: { background: dataUrl(9_000_000), voice: 'rms' } });
    const codes: string[] = [];
    session.on('warned', ({ code }) => codes.push(code));
    goLive(socket);
    expect(socket.types()).toEqual(['realtime.input_config']);
    session.configure({ background: dataUrl(100) });
    expect(session.configure({ background: dataUrl(9_000_000), voice: 'slt' })).toBe(true);
    expect(socket.types().slice(1)).toEqual(['realtime.input_background', 'realtime.input_config']);
    expect(codes).toEqual(['face.picture_too_big', 'face.picture_too_big']);
  });

  it('silences a reply at once when it is spoken over, and lets the next one be heard', async () => {
    const { session, socket } = open();
    const track = { enabled: true };
    session.attach({ srcObject: null, muted: false, play: async () => undefined });
    goLive(socket);
    socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } });
    await settle();
    const stream = { getAudioTracks: () => [track] } as unknown as MediaStream;
    platform.connections[0]!.ontrack!({ streams: [stream], track: {} as MediaStreamTrack });
    socket.say('realtime.response.audio_transcript.delta', { id: 'r1', content: 'Once upon a time' });
    socket.say('realtime.input_audio_buffer.speech_started', { item_id: 'i1' });
    expect(track.enabled).toBe(false);
    socket.say('realtime.response.audio_transcript.delta', { id: 'r1', content: ' there was' });
    expect(track.enabled).toBe(false);
    socket.say('realtime.response.audio_transcript.delta', { id: 'r2', content: 'Yes?' });
    expect(track.enabled).toBe(true);
  });

  it('drops sound that a slow network cannot take, and counts it', async () => {
    const { session, socket } = open();
    goLive(socket);
    await hearing();
    socket.bufferedAmount = 1_000_000;
    frame();
    expect(socket.types()).toEqual([]);
    expect((await session.stats()).droppedFrames).toBe(1);
  });

  it('sends sound as it is where the server takes it, a quarter less than as text', async () => {
    const { socket } = open();
    goLive(socket);
    socket.say('realtime.session.created', { session: { capabilities: ['input_audio.binary'] } });
    await hearing();
    frame();
    expect([socket.types(), socket.bytes.map(({ byteLength }) => byteLength)]).toEqual([[], [960]]);
  });

  it('runs a tool that is registered, reports any other, and sends back the result', async () => {
    const { session, socket } = open({ config: { tools: [{ name: 'open_door', description: 'Opens' }] } });
    const called: unknown[] = [];
    session.on('toolCalled', (call) => called.push(call));
    session.tools.register('add', { description: 'Adds' }, ({ a, b }) => Number(a) + Number(b));
    goLive(socket);
    const [first] = socket.sent as unknown as { data: { content: string } }[];
    const { tools } = JSON.parse(first!.data.content) as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toEqual(['add', 'open_door']);
    const call = (name: string) =>
      socket.say('realtime.response.function_call_arguments.done', { call_id: name, name, arguments: { a: 1, b: 2 } });
    call('add');
    call('open_door');
    await settle();
    expect(called).toEqual([{ callId: 'open_door', name: 'open_door', arguments: { a: 1, b: 2 } }]);
    expect(socket.sent.at(-2)).toMatchObject({ item: { call_id: 'add', output: '3' } });
    session.tools.register('late', { description: '' }, () => 0);
    await settle();
    expect(socket.types().at(-1)).toBe('realtime.input_config');
  });

  it('sends a tool that is registered while the session is still connecting', async () => {
    const { session, socket } = open();
    socket.open();
    session.tools.register('early', { description: '' }, () => 0);
    await settle();
    expect(socket.types()).toEqual(['realtime.input_config']);
  });

  it("reports what the server did not do to the page's developer, not to its user", () => {
    const { session, socket } = open();
    const warned: unknown[] = [];
    session.on('warned', (warning) => warned.push(warning));
    goLive(socket);
    socket.say('realtime.warning', { code: 'config.voice', message: 'no such voice' });
    expect([warned, heard]).toEqual([[{ code: 'config.voice', message: 'no such voice' }], []]);
  });

  it('goes on with another microphone when the one in use is unplugged', async () => {
    const { session, socket } = open();
    goLive(socket);
    await hearing();
    platform.microphones[0]!.handlers.gone();
    await settle();
    expect([session.microphoneState, platform.microphones[0]!.selected]).toEqual(['on', [undefined]]);
    expect(heard).toMatchObject([{ event: { kind: 'microphone', message: 'The microphone went away' } }]);
  });

  it('asks for ICE servers over HTTP where the socket names none, and the offer waits for them', async () => {
    platform.iceServers = [{ urls: ['turn:b'] }];
    const { socket } = open();
    socket.open();
    socket.say('conversation.connected.success', { sessionId: 's', iceServers: [] });
    socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } });
    await settle();
    expect(platform.iceRequests).toEqual([socket.url]);
    expect(platform.connections[0]!.configuration).toEqual({ iceServers: [{ urls: ['turn:b'] }] });
    const named = open().session;
    goLive(platform.sockets[1]!);
    await settle();
    expect([platform.iceRequests.length, activity(named)]).toEqual([1, 'listening']);
  });

  it('reports the devices when they change, and when the user has allowed to see them', async () => {
    const { session } = open();
    const lists: unknown[] = [];
    session.on('devicesChanged', ({ devices }) => lists.push(devices));
    await hearing();
    platform.devices = [{ kind: 'camera', deviceId: 'c', label: 'Front' }];
    platform.deviceWatchers.forEach((changed) => changed());
    await settle();
    expect(lists).toEqual([[], platform.devices]);
    expect(await session.devices.list()).toEqual(platform.devices);
  });

  it('sends the camera by an offer of its own, and takes it away again', async () => {
    const { session, socket } = open();
    goLive(socket);
    socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } });
    await settle();
    await session.camera();
    await settle();
    expect(session.cameraState).toBe('on');
    expect(socket.types()).toEqual(['webrtc.signaling.answer', 'webrtc.signaling.offer']);
    socket.say('webrtc.signaling.answer', { sdp: { type: 'answer', sdp: 'two' } });
    await settle();
    await session.camera(false);
    await settle();
    expect([socket.types().length, platform.cameras[0]!.closed]).toEqual([3, true]);
    expect(platform.connections[0]!.senders[0]!.track).toBeNull();
  });

  it('goes on without a microphone and reports why', async () => {
    platform.microphoneError = new DOMException('', 'NotAllowedError');
    const { session, socket } = open();
    goLive(socket);
    await hearing();
    expect(activity(session)).toBe('listening');
    expect(session.microphoneState).toBe('failed');
    expect(heard).toMatchObject([
      { name: 'problemOccurred', event: { kind: 'microphone', message: 'The microphone is blocked for this page' } },
    ]);
    platform.microphoneError = undefined;
    await session.devices.select({ kind: 'microphone', deviceId: 'usb' });
    expect(session.microphoneState).toBe('on');
  });

  describe('whose microphone does not come', () => {
    let answer: () => void;
    beforeEach(() => {
      platform.microphoneAnswer = new Promise((resolve) => (answer = resolve));
    });
    async function waitLong(): Promise<Session> {
      const { session, socket } = open();
      goLive(socket);
      await hearing();
      platform.advance(3_999);
      await settle();
      expect([session.microphoneState, heard]).toEqual(['asking', []]);
      platform.advance(1);
      await settle();
      return session;
    }

    it.each([
      [false, 'The user does not answer'],
      [true, 'The microphone does not answer'],
    ])(
      'reports why within seconds, goes on by typing, and takes it when it comes; allowed: %j',
      async (allowed, message) => {
        platform.microphoneAllowed = allowed;
        const session = await waitLong();
        expect([session.microphoneState, session.ask('Hello')]).toEqual(['failed', true]);
        expect(heard).toMatchObject([{ name: 'problemOccurred', event: { message } }]);
        answer();
        await settle();
        expect([session.microphoneState, heard.length]).toEqual(['on', 1]);
      },
    );

    it('opens one microphone, however often it is requested meanwhile', async () => {
      const session = await waitLong();
      await Promise.race([session.devices.select({ kind: 'microphone' }), settle()]);
      expect(session.microphoneState).toBe('asking');
      answer();
      await settle();
      expect(session.microphoneState).toBe('on');
      expect(platform.microphones.map(({ closed }) => closed)).toEqual([false, true]);
      platform.advance(10_000);
      await settle();
      expect(heard).toHaveLength(1);
    });

    it('reports a refusal that comes late', async () => {
      const session = await waitLong();
      platform.microphoneError = new DOMException('', 'NotAllowedError');
      answer();
      await settle();
      expect(session.microphoneState).toBe('failed');
      expect(heard.at(-1)).toMatchObject({ event: { message: 'The microphone is blocked for this page' } });
    });

    it('opens none when the answer comes after its end', async () => {
      const session = await waitLong();
      await session.disconnect();
      answer();
      await settle();
      expect([platform.microphones.map(({ closed }) => closed), platform.timers.size]).toEqual([[true], 0]);
    });
  });

  it('keeps a mute that was set before the microphone came', async () => {
    const { session } = open();
    session.mute();
    await hearing();
    expect(platform.microphones[0]!.muted).toBe(true);
  });

  it('requests a greeting once when configured to', () => {
    const { socket } = open({ greet: true });
    goLive(socket);
    socket.say('realtime.session.updated');
    expect(socket.types()).toEqual(['response.create']);
  });

  it('passes the stages of a turn on', () => {
    const { socket } = open();
    goLive(socket);
    socket.say('realtime.metrics', { response_id: 'r1', stages: { recognition: 12, synthesis: 34 } });
    expect(heard).toEqual([
      { name: 'latencyMeasured', event: { replyId: 'r1', stages: { recognition: 12, synthesis: 34 } } },
    ]);
  });

  it('survives nonsense', () => {
    const { session, socket } = open();
    goLive(socket);
    for (const type of ['unknow', 'webrtc.signaling.offer', 'realtime.response.audio.delta']) socket.say(type);
    socket.onmessage!({ data: '{' } as MessageEvent);
    socket.onmessage!({ data: new ArrayBuffer(4) } as MessageEvent);
    expect(activity(session)).toBe('listening');
  });
});

describe('a session whose picture and sound stop', () => {
  /** The media come, and then no more. @returns Time passes, while the browser counts so many bytes more. */
  async function watching(): Promise<(ms: number, bytes: number) => Promise<number>> {
    const { socket } = open();
    goLive(socket);
    socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } });
    await settle();
    const connection = platform.connections[0]!;
    let bytesReceived = 0;
    connection.getStats = async () =>
      new Map([['in', { id: 'in', type: 'inbound-rtp', kind: 'video', bytesReceived, framesPerSecond: 25 }]]);
    connection.become('connected');
    return async (ms, bytes) => {
      bytesReceived += bytes;
      platform.advance(ms);
      await settle();
      return connection.restarts;
    };
  }

  it('Scenario F4: restarts ICE after seconds, once, although the browser counts its path as connected', async () => {
    const pass = await watching();
    for (let i = 0; i < 3; i++) await pass(2_000, 10_000);
    expect([await pass(2_000, 0), await pass(2_000, 0)]).toEqual([0, 0]);
    expect([await pass(1_000, 0), await pass(60_000, 0)]).toEqual([1, 1]);
    for (let i = 0; i < 3; i++) await pass(2_000, 10_000);
    await pass(2_000, 0);
    expect(await pass(3_000, 0)).toBe(2);
  });

  it('restarts nothing where they come again by themselves, or the browser notices by itself', async () => {
    const pass = await watching();
    for (let i = 0; i < 3; i++) await pass(2_000, 10_000);
    await pass(2_000, 0);
    await pass(2_000, 10_000);
    expect(await pass(10_000, 10_000)).toBe(0);
    await pass(2_000, 0);
    platform.connections[0]!.connectionState = 'disconnected';
    expect(await pass(10_000, 0)).toBe(0);
  });
});

describe('the end of a session', () => {
  it('frees everything that was opened', async () => {
    const { session, socket } = open();
    const video: VideoLike = { srcObject: null, muted: false, play: async () => undefined };
    session.attach(video);
    goLive(socket);
    socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } });
    await hearing();
    const stream = { getAudioTracks: () => [] } as unknown as MediaStream;
    platform.connections[0]!.ontrack!({ streams: [stream], track: {} as MediaStreamTrack });
    expect(video.srcObject).toBe(stream);
    await session.disconnect();
    await session.disconnect();
    expect(socket.closedWith).toBe(1000);
    expect(platform.connections[0]!.closed).toBe(true);
    expect(platform.microphones[0]!.closed).toBe(true);
    expect([platform.timers.size, platform.deviceWatchers.size, platform.lifeWatchers.size]).toEqual([0, 0, 0]);
    expect(video.srcObject).toBeNull();
    expect(session.state).toEqual({ name: 'ended', reason: { kind: 'left' } });
  });

  it('says goodbye when the page is closed', () => {
    const { session, socket } = open();
    goLive(socket);
    platform.lifeWatchers.forEach((watcher) => watcher.left());
    expect([socket.closedWith, activity(session)]).toEqual([1000, 'ended']);
  });

  it('closes a microphone that is allowed only after the user has left', async () => {
    const { session } = open();
    platform.advance(500);
    await session.disconnect();
    await settle();
    expect(platform.microphones.map(({ closed }) => closed)).toEqual([true]);
  });

  it.each([
    [
      'a refused key',
      (socket: FakeSocket) => socket.say('conversation.connected.fail', { message: 'Invalid license' }),
      'auth',
    ],
    ['a close with a reason only', (socket: FakeSocket) => socket.drop(1008, 'Invalid license'), 'auth'],
    ['a full server', (socket: FakeSocket) => socket.drop(1013), 'capacity'],
    ['a server that stops', (socket: FakeSocket) => socket.drop(1001), 'closed'],
    ['an inner error', (socket: FakeSocket) => socket.drop(1011), 'backend'],
    ['a cut', (socket: FakeSocket) => socket.drop(1006), 'network'],
  ])('is reported after %s', async (_name, happen, kind) => {
    const { session, socket } = open();
    socket.open();
    await hearing();
    happen(socket);
    await settle();
    expect(session.state).toMatchObject({ name: 'ended', reason: { kind } });
    expect(platform.microphones[0]!.closed).toBe(true);
    expect(platform.timers.size).toBe(0);
  });

  it('distinguishes an unreachable server from a lost connection', () => {
    const { session, socket } = open();
    socket.drop(1006);
    expect(session.state).toMatchObject({ reason: { message: 'The server cannot be reached' } });
  });

  it('comes when the server stays silent', () => {
    const { session, socket } = open();
    socket.open();
    platform.advance(15_000);
    expect(session.state).toMatchObject({ name: 'ended', reason: { kind: 'network' } });
    expect(socket.closedWith).toBe(1000);
  });

  it('comes when the key cannot be fetched', async () => {
    const session = new Session({ url: '/', license: () => Promise.reject(new Error('401')) }, platform);
    session.connect();
    await settle();
    expect(session.state).toMatchObject({ name: 'ended', reason: { kind: 'auth' } });
    expect(platform.sockets).toHaveLength(0);
  });
});
