import { picture } from '../support/picture.js';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Call } from '../support/call.js';
import { callTest, type CallFixtures } from '../support/call-test.js';
import { fakeModel, type FakeModel, type ModelDelta } from '../support/fake-model.js';

const tool = {
  type: 'function',
  name: 'end_conversation',
  description: 'Ends the conversation',
  parameters: { type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'] },
};
const onOpen = [{ type: 'realtime.input_function_call', data: { content: JSON.stringify([tool]) } }];
const DELTA = 'realtime.response.function_call_arguments.delta';
const DONE = 'realtime.response.function_call_arguments.done';

let server: RunningServer;
const it = callTest(() => server).concurrent;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

it('A-16: with no network a good-bye calls end_conversation, and a good-bye is heard after its output', async ({
  watch,
}) => {
  const { call, viewer } = await watch({ onOpen });
  call.type('Goodbye!');
  const { data, raw_data: raw } = await call.next(DONE);
  const names = { name: 'end_conversation', function_name: 'end_conversation' };
  expect(data).toMatchObject({ ...names, arguments: { reason: 'Goodbye!' } });
  expect(raw).toMatchObject({ name: 'end_conversation', arguments: '{"reason":"Goodbye!"}' });
  const deltas = call.all(DELTA).map((frame) => frame.data);
  expect(deltas.every(({ call_id }) => call_id === data.call_id)).toBe(true);
  expect(deltas.map(({ delta }) => delta).join('')).toBe(raw.arguments);
  const item = { type: 'function_call_output', call_id: data.call_id, output: '{"status":"scheduled"}' };
  call.send({ type: 'conversation.item.create', item });
  call.send({ type: 'response.create' });
  await viewer.audible(0.02);
  // Clients that hang up do so at the next end of sound: there is none but the good-bye's.
  await call.next('realtime.playback.done');
  expect(call.all('realtime.response.audio.done')).toHaveLength(1);
  expect(call.all('realtime.response.audio_transcript.done').map((frame) => frame.data.content)).toEqual([
    'Goodbye. It was nice talking with you.',
  ]);
});

it('S-20: a spoken goodbye, and a spoken example of a tool, call the tool whatever the knowledge holds', async ({
  watch,
  speaker,
}) => {
  const description = 'Connects. Examples: "please hold while we try to connect you"';
  const connecting = { ...tool, name: 'connect', description, parameters: { type: 'object', properties: {} } };
  const { call } = await watch({ onOpen });
  call.send({ type: 'session.update', session: { tools: [tool, connecting] } });
  const user = speaker(call);
  await user.say('human-pls-hold-while-try.wav');
  expect((await call.next(DONE)).data['name']).toBe('connect');
  const from = call.received.length;
  // "Goodbye. Thank you for trying out the Asterisk open source PBX.", up to the first full stop.
  await user.say('human-demo-thanks.wav', 1_200);
  expect((await call.next(DONE, { from })).data['name']).toBe('end_conversation');
});

it('A-23: one message brings a result and asks for the reply; arguments come as text to clients that want them so', async ({
  watch,
}) => {
  const { call } = await watch({ onOpen, query: { arguments: 'string' } });
  call.type('Goodbye!');
  const { data } = await call.next(DONE);
  expect(data.arguments).toBe('{"reason":"Goodbye!"}');
  const output = { type: 'realtime.function_call_output', data: { call_id: data.call_id, output: 'ok' } };
  call.send(output);
  await call.next('realtime.response.audio.done');
  call.send(output);
  expect((await call.next('realtime.warning')).data).toMatchObject({ code: 'tool.unknown_call' });
});

it('C-13, Scenario U5: a call that is never answered does not hold up the next turn', async ({ watch }) => {
  const { call } = await watch({ onOpen });
  call.type('Goodbye!');
  await call.next(DONE);
  call.type('What is your name?');
  const { data } = await call.next('realtime.response.audio_transcript.done');
  expect(data.content).toContain('Iris');
});

it('a picture that is to be talked about is answered with a clear sentence where nothing sees', async ({ watch }) => {
  const { call } = await watch({ onOpen });
  call.send({ type: 'realtime.input_image', data: { content: picture(), reply: 1 } });
  const { data } = await call.next('realtime.response.audio_transcript.done');
  expect(data.content).toContain('cannot see pictures');
});

describe('a call that a language model makes piece by piece', () => {
  const name = 'end_conversation';
  const first: ModelDelta = { tool_calls: [{ index: 0, id: 'call_0', function: { name, arguments: '{"reason":' } }] };
  const rest: ModelDelta = { tool_calls: [{ index: 0, function: { arguments: '"bye"}' } }] };
  const joined = (call: Call, callId: unknown) =>
    call
      .all(DELTA)
      .filter(({ data }) => data.call_id === callId)
      .map(({ data }) => data.delta)
      .join('');

  let model: FakeModel;
  let thinking: RunningServer;
  let pause: Promise<void> | undefined;
  const it = callTest(() => thinking);
  beforeAll(async () => {
    model = await fakeModel(async function* () {
      const waiting = pause;
      pause = undefined;
      yield first;
      await waiting;
      yield rest;
    });
    thinking = await startServer({ OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'test' });
  });
  afterAll(async () => {
    await thinking?.stop();
    await model?.close();
  });

  /** @returns A call whose first tool call is half made. The model makes the rest of it after `goOn`, and of later ones at once. */
  async function halfMade(watch: CallFixtures['watch']): Promise<{ call: Call; goOn: () => void }> {
    let goOn = (): void => undefined;
    pause = new Promise((resolve) => (goOn = resolve));
    const { call } = await watch({ onOpen });
    call.type('Goodbye!');
    expect((await call.next(DELTA)).data).toMatchObject({ call_id: 'call_0', delta: '{"reason":' });
    return { call, goOn };
  }

  it('A-16: reaches the client as it is made, and whole at the end', async ({ watch }) => {
    const { call, goOn } = await halfMade(watch);
    expect(call.all(DONE)).toEqual([]);
    goOn();
    const { data, raw_data: raw } = await call.next(DONE);
    expect(data).toMatchObject({ name, call_id: 'call_0', arguments: { reason: 'bye' } });
    expect([call.all(DELTA).length, joined(call, 'call_0')]).toEqual([2, raw.arguments]);
  });

  it('is not run when the user speaks over it, and leaves nothing in the next one, which the model names alike', async ({
    watch,
    speaker,
  }) => {
    const { call } = await halfMade(watch);
    const user = speaker(call);
    await user.say('human-please-try-call-later.wav');
    await call.next('realtime.response.cancelled');
    expect(call.all(DONE)).toEqual([]);
    const { data, raw_data: raw } = await call.next(DONE);
    expect(data).toMatchObject({ name, arguments: { reason: 'bye' } });
    expect(data.call_id).not.toBe('call_0');
    expect([joined(call, 'call_0'), joined(call, data.call_id)]).toEqual(['{"reason":', raw.arguments]);
  });
});
