import { beforeAll, expect } from 'vitest';
import type { Call } from '../support/call.js';
import { callTest } from '../support/call-test.js';
import { sharedServer } from '../support/shared-server.js';
import type { RunningServer } from '@visavis/server/testing';

let server: RunningServer;
const it = callTest(() => server).concurrent;

beforeAll(async () => {
  server = await sharedServer();
});

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const silence = { type: 'realtime.input_audio_buffer.append', data: { audio: Buffer.alloc(1920).toString('base64') } };
const update = (voice: string) => ({ type: 'session.update', session: { voice } });
const history = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: `Said before ${i}` }] },
  }));
const config = (voice: string) => ({ type: 'realtime.input_config', data: { content: JSON.stringify({ voice }) } });
const tools = {
  type: 'realtime.input_function_call',
  data: {
    content:
      '[{"type":"function","name":"end_call","description":"Ends","parameters":{"type":"object","properties":[]}}]',
  },
};

it('Rule 6, A-06: session.created is sent once, unprompted, right after the success', async ({ open }) => {
  const call = open();
  await call.next('realtime.session.updated');
  expect(call.all('realtime.session.created')).toHaveLength(1);
  const said = call.types.filter((type) => !type.startsWith('webrtc.'));
  expect(said.slice(0, 2)).toEqual(['conversation.connected.success', 'realtime.session.created']);
});

it('Rule 7, A-07, C-03: the initial session.updated is sent exactly once, whatever the client does meanwhile', async ({
  open,
}) => {
  /** Beyond the time in which a second copy would double a microphone. */
  const WATCHED_MS = 4_000;
  const behaviours: Record<string, (call: Call) => Promise<unknown>> = {
    'says nothing': async () => undefined,
    'sends settings at once': async (call) => call.send(config('marin')),
    'sends tools at once': async (call) => call.send(tools),
    'sends session.update at once': async (call) => call.send(update('cedar')),
    'sends session.update after 100 ms': (call) => after(100).then(() => call.send(update('cedar'))),
    'sends session.update after 400 ms': (call) => after(400).then(() => call.send(update('cedar'))),
    'sends session.update after 1500 ms': (call) => after(1_500).then(() => call.send(update('cedar'))),
    'replays 3 messages': async (call) => history(3).forEach((item) => call.send(item)),
    'replays 50 messages': async (call) => history(50).forEach((item) => call.send(item)),
  };
  const onOpen: Record<string, object[]> = {
    'sends settings on open': [config('marin')],
    'sends tools on open': [tools],
    'sends session.update on open': [update('cedar')],
  };
  for (const name of Object.keys(onOpen)) behaviours[name] = async () => undefined;
  const counts = await Promise.all(
    Object.entries(behaviours).map(async ([name, act]) => {
      const call = open({ onOpen: onOpen[name] });
      await call.next('realtime.session.created');
      await act(call);
      await after(WATCHED_MS);
      expect(call.isOpen).toBe(true);
      return [name, call.all('realtime.session.updated').length];
    }),
  );
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(Object.keys(behaviours).map((name) => [name, 1])));
});

it('Rule 8, A-07: later session.update messages are answered once each, and realtime.input_config never', async ({
  open,
}) => {
  const call = open();
  await call.next('realtime.session.updated');
  call.send(silence);
  for (const voice of ['marin', 'cedar', 'ash']) {
    const from = call.received.length;
    call.send(update(voice));
    const { data } = await call.next('realtime.session.updated', { from });
    expect(data.session.voice).toBe(voice);
  }
  call.send(config('sage'));
  call.send(tools);
  const from = call.received.length;
  call.send(update('verse'));
  await call.next('realtime.session.updated', { from, fits: ({ data }) => data.session.voice === 'verse' });
  expect(call.all('realtime.session.updated')).toHaveLength(5);
});

it('Rule 21, A-38: settings sent in the moment the socket opens are not lost', async ({ open }) => {
  const calls = ['marin', 'cedar', 'ash', 'sage'].map((voice) => ({
    voice,
    call: open({ onOpen: [config(voice), tools] }),
  }));
  for (const { voice, call } of calls) {
    const { data } = await call.next('realtime.session.updated');
    expect(data.session.voice).toBe(voice);
  }
});
