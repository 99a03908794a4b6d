import { FakePlatform, settle, type FakeSocket } from '@visavis/client/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { CallStore, type CallOptions } from './call-store.js';

let platform: FakePlatform;
let changes: number;
beforeEach(() => {
  platform = new FakePlatform();
  changes = 0;
});

function start(options: Partial<CallOptions> = {}): { store: CallStore; socket: FakeSocket } {
  const store = new CallStore({ url: 'https://face.example', license: 'k', microphone: false, ...options }, platform);
  store.subscribe(() => changes++);
  store.start();
  const socket = platform.sockets[0]!;
  socket.open();
  socket.say('conversation.connected.success', { sessionId: 's', iceServers: [] });
  socket.say('realtime.session.created');
  socket.say('realtime.session.updated');
  return { store, socket };
}
const delta = (content: string): [string, object] => [
  'realtime.response.audio_transcript.delta',
  { id: 'r1', response_id: 'r1', content, delta: content },
];

describe('a call as components see it', () => {
  it('is a new snapshot with every change, and the same one without', () => {
    const { store, socket } = start();
    const before = store.snapshot();
    expect(store.snapshot()).toBe(before);
    const seen = changes;
    socket.say(...delta('Hello'));
    expect(changes).toBeGreaterThan(seen);
    expect(before.lines).toEqual([]);
    expect(store.snapshot().lines).toMatchObject([{ from: 'face', text: 'Hello', final: false }]);
  });

  it('keeps why it ended until the next one starts', async () => {
    const { store, socket } = start();
    socket.drop(1011, 'Out of order');
    expect(store.snapshot()).toMatchObject({ state: { name: 'ended' }, problem: { message: 'Out of order' } });
    store.start();
    expect(store.snapshot()).toMatchObject({ state: { name: 'connecting' }, problem: undefined, lines: [] });
    await store.stop();
    expect(store.snapshot()).toMatchObject({ state: { name: 'ended' }, problem: undefined });
  });

  it('stays muted in the next call', async () => {
    const { store } = start();
    store.mute(true);
    await store.stop();
    store.start();
    expect(store.snapshot().muted).toBe(true);
    expect(store.session!.muted).toBe(true);
  });

  it('is one call however often it is started', () => {
    const { store } = start();
    store.start();
    expect(platform.sockets).toHaveLength(1);
  });

  it('tells the brain of its tools and answers them with the newest handlers', async () => {
    const tool = { name: 'light', description: 'Switches the light' };
    const { store, socket } = start({ tools: [{ ...tool, handler: () => 'old' }] });
    const told = socket.sent.find(({ type }) => type === 'realtime.input_config') as { data?: { content: string } };
    expect(JSON.parse(told.data!.content)).toEqual({ tools: [{ type: 'function', ...tool }] });
    store.options = { ...store.options, tools: [{ ...tool, handler: ({ on }) => `on: ${String(on)}` }] };
    const call = { call_id: 'c1', name: 'light', function_name: 'light', arguments: { on: true } };
    socket.say('realtime.response.function_call_arguments.done', call);
    await settle();
    expect(socket.sent).toContainEqual({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'c1', output: 'on: true' },
    });
  });
});
