import { beforeEach, describe, expect, it } from 'vitest';
import { Session } from './session.js';
import { FakePlatform, settle, type FakeSocket } from './testing/index.js';

const resume = { token: 'vvr_1', window_s: 30 };
let platform: FakePlatform;
let states: string[];

beforeEach(() => {
  platform = new FakePlatform();
  states = [];
});

describe('a session whose connection breaks', () => {
  /** @param offer The server's offer to resume the session. */
  function live(offer: object = { resume }): { session: Session; socket: FakeSocket } {
    const session = new Session({ url: 'https://face.example', license: 'k' }, platform);
    session.on('stateChanged', ({ to }) => states.push(to.name === 'live' ? to.activity : to.name));
    session.connect();
    const socket = platform.sockets[0]!;
    socket.open();
    socket.say('conversation.connected.success', { sessionId: 's', iceServers: [], ...offer }, { seq: 1 });
    socket.say('realtime.session.updated', {}, { seq: 2 });
    return { session, socket };
  }

  /** The newest socket opens, and the server resumes the session. */
  function agree(token: string, received = 0): FakeSocket {
    const socket = platform.sockets.at(-1)!;
    socket.open();
    const data = { sessionId: 's', iceServers: [], resumed: true, received, resume: { ...resume, token } };
    socket.say('conversation.connected.success', data);
    return socket;
  }

  it('comes back by itself, repeats what the server has missed, and receives what it has missed itself', async () => {
    const { session, socket } = live();
    session.context('It rains.');
    session.context('It pours.');
    socket.say('realtime.input_audio_buffer.speech_started', { item_id: 'i1' }, { seq: 3 });
    socket.drop(1006);
    expect(session.state).toEqual({
      name: 'reconnecting',
      attempt: 1,
      before: { name: 'live', activity: 'listening' },
    });
    session.sendToolResult('c1', 'late');
    session.tools.register('meanwhile', { description: '' }, () => 0);
    await settle();
    expect(session.context('Nobody hears this.')).toBe(false);
    const next = platform.sockets[1]!;
    expect(next.url).toBe('wss://face.example/wss/v2/realtime-chat?resume=vvr_1&after=3');
    agree('vvr_2', 1);
    expect(next.sent).toMatchObject([
      { type: 'conversation.item.create', item: { content: [{ text: 'It pours.' }] }, seq: 2 },
      { type: 'conversation.item.create', item: { call_id: 'c1' }, seq: 3 },
      { type: 'response.create', seq: 4 },
      { type: 'realtime.input_config', seq: 5 },
    ]);
    next.say('realtime.input_audio_buffer.speech_started', { item_id: 'i1' }, { seq: 3 });
    next.say('realtime.input_audio_buffer.speech_stopped', { item_id: 'i1' }, { seq: 4 });
    expect(states).toEqual(['connecting', 'listening', 'reconnecting', 'listening', 'thinking']);
    next.drop(1006);
    expect(platform.sockets[2]!.url).toContain('resume=vvr_2&after=4');
  });

  it('tries again, less and less often, and gives up when the server no longer waits', () => {
    const { session } = live();
    platform.sockets[0]!.drop(1006);
    for (let i = 0; i < 40 && session.state.name === 'reconnecting'; i++) {
      platform.sockets.at(-1)!.drop(1006);
      platform.advance(4_000);
    }
    expect(session.state).toMatchObject({ name: 'ended', reason: { message: 'The connection was lost for too long' } });
    expect(platform.sockets.length).toBeGreaterThan(5);
    expect(platform.sockets.length).toBeLessThan(12);
    expect(platform.timers.size).toBe(0);
  });

  it('reports that the session goes on elsewhere only when it is not its own doing', () => {
    const { session, socket } = live();
    const warned: string[] = [];
    session.on('warned', ({ code }) => warned.push(code));
    for (const { revived } of platform.lifeWatchers) revived();
    const data = { code: 'session.resumed_elsewhere', message: 'm' };
    socket.say('realtime.warning', data);
    const next = agree('vvr_2');
    expect(warned).toEqual([]);
    next.say('realtime.warning', data);
    expect(warned).toEqual(['session.resumed_elsewhere']);
  });

  it('treats an attempt that hangs as failed', () => {
    live();
    platform.sockets[0]!.drop(1006);
    platform.advance(5_000);
    platform.advance(300);
    expect(platform.sockets).toHaveLength(3);
    expect(platform.sockets[1]!.closedWith).toBe(4000);
  });

  it('ends when the server has forgotten it', () => {
    const { session } = live();
    platform.sockets[0]!.drop(1006);
    platform.sockets[1]!.open();
    platform.sockets[1]!.say('conversation.connected.fail', { code: 410, message: 'Session gone' });
    expect(session.state).toMatchObject({ name: 'ended', reason: { kind: 'network' } });
  });

  it('ends with its socket on a server that offers no resumption', () => {
    const { session, socket } = live({});
    session.context('It rains.');
    expect(socket.sent.at(-1)).not.toHaveProperty('seq');
    socket.drop(1006);
    expect(session.state).toMatchObject({
      name: 'ended',
      reason: { message: 'The connection to the server was lost' },
    });
  });

  it('switches to a new socket after a sleep, without a change of state, and keeps the old one until that works', async () => {
    const { session, socket } = live();
    platform.advance(500);
    await settle();
    platform.lifeWatchers.forEach((watcher) => watcher.revived());
    expect([socket.closedWith, platform.microphones[0]!.revived]).toEqual([undefined, 1]);
    platform.sockets[1]!.drop(1006);
    expect(session.state).toMatchObject({ name: 'live' });
    platform.lifeWatchers.forEach((watcher) => watcher.revived());
    agree('vvr_2');
    expect(socket.closedWith).toBe(4000);
    session.context('It rains.');
    expect([socket.types(), platform.sockets[2]!.types()]).toEqual([[], ['conversation.item.create']]);
    expect(states).toEqual(['connecting', 'listening']);
  });

  it('renews the socket too when picture and sound fail, and restarts ICE when it is back', async () => {
    const { socket } = live();
    socket.say('webrtc.signaling.offer', { sdp: { type: 'offer', sdp: 'one' } }, { seq: 3 });
    await settle();
    const connection = platform.connections[0]!;
    connection.become('connected');
    connection.become('failed');
    await settle();
    expect([platform.sockets.length, connection.restarts]).toEqual([2, 1]);
    agree('vvr_2', 1);
    await settle();
    expect(platform.sockets[1]!.types()).toContain('webrtc.signaling.offer');
    expect(connection.reconfigured).toEqual({ iceServers: [] });
  });

  it('is over for good when the user leaves meanwhile', async () => {
    const { session } = live();
    platform.sockets[0]!.drop(1006);
    await session.disconnect();
    expect(platform.sockets[1]!.closedWith).toBe(1000);
    platform.advance(60_000);
    expect([platform.sockets.length, platform.timers.size]).toEqual([2, 0]);
  });

  const socketUrl = expect.stringMatching(/^wss:\/\/face\.example\//) as string;

  it('says goodbye over HTTP too when its page is left, with the newest token, and once', () => {
    const { session } = live();
    platform.sockets[0]!.drop(1006);
    const next = agree('vvr_2');
    for (const watcher of platform.lifeWatchers) watcher.left();
    void session.disconnect();
    expect([platform.goodbyes, next.closedWith]).toEqual([[{ socketUrl, token: 'vvr_2' }], 1000]);
    expect(session.state).toEqual({ name: 'ended', reason: { kind: 'left' } });
  });

  it('says goodbye over HTTP when the user leaves while there is no socket', async () => {
    const { session } = live();
    platform.sockets[0]!.drop(1006);
    await session.disconnect();
    expect(platform.goodbyes).toEqual([{ socketUrl, token: 'vvr_1' }]);
  });

  it.each<[string, (session: Session, socket: FakeSocket) => void]>([
    ['when the user leaves over an open socket', (session) => void session.disconnect()],
    ['after an end that the server has sent', (_session, socket) => socket.drop(1000, 'Idle for too long')],
    [
      'when the server has forgotten it',
      (_session, socket) => {
        socket.drop(1006);
        platform.sockets[1]!.drop(1008, 'Session gone');
      },
    ],
  ])('says no goodbye over HTTP %s', (_when, end) => {
    const { session, socket } = live();
    end(session, socket);
    expect([session.state.name, platform.goodbyes]).toEqual(['ended', []]);
  });

  it('says no goodbye over HTTP to a server that offers no resumption', () => {
    live({});
    for (const watcher of platform.lifeWatchers) watcher.left();
    expect([platform.goodbyes, platform.sockets[0]!.closedWith]).toEqual([[], 1000]);
  });
});
