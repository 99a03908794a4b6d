import { writeServerEvents, serverFrame } from '@visavis/protocol';
import { beforeAll, describe, expect } from 'vitest';
import { callTest } from '../support/call-test.js';
import { sharedServer } from '../support/shared-server.js';
import type { RunningServer } from '@visavis/server/testing';

let server: RunningServer;
const it = callTest(() => server).concurrent;

const QUESTION = 'weasels have eaten our phone system';
const SHORT_QUESTION = 'thank you for your patience';
const SPOKEN_SHORT_QUESTION = 'human-queue-thankyou.wav';
/** Answered in a second and a half. */
const SHORTEST_QUESTION = 'please try your call again later';
const SPOKEN_SHORTEST_QUESTION = 'human-please-try-call-later.wav';
const SPOKEN_INTERRUPTION = 'human-conf-waitforleader.wav';
/** −50 dBFS, the level below which a reply counts as silent (C-11). */
const SILENT = 10 ** (-50 / 20);

beforeAll(async () => {
  server = await sharedServer();
});

const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim();
const item = (text: string): object => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});

it('Rule 15, A-15, A-33, C-07: transcripts carry every alias, one id per reply, and the pieces make the whole', async ({
  watch,
  speaker,
}) => {
  const { call } = await watch();
  const mouth = speaker(call);
  await mouth.say(SPOKEN_SHORT_QUESTION);
  const heard = await call.next('realtime.conversation.item.input_audio_transcription.completed');
  expect(words(heard.data.content)).toBe(SHORT_QUESTION);
  expect(heard.data.transcript).toBe(heard.data.content);

  const done = await call.next('realtime.response.audio_transcript.done');
  const deltas = call.all('realtime.response.audio_transcript.delta');
  expect(deltas.length).toBeGreaterThan(0);
  for (const { data } of deltas) {
    expect(data).toMatchObject({ id: done.data.id, response_id: done.data.id, content: data.delta });
  }
  expect(done.data).toMatchObject({ response_id: done.data.id, transcript: done.data.content });
  expect(deltas.map(({ data }) => data.content).join('')).toBe(done.data.content);
});

it('Rule 16, A-16: a tool call names itself and its arguments in every place clients read', () => {
  const call = { responseId: 'r', itemId: 'i', callId: 'c', name: 'end_call', arguments: { reason: 'bye' } };
  const frames = writeServerEvents({ type: 'toolCalled', ...call }).map((text) => serverFrame.parse(JSON.parse(text)));
  expect(frames).toMatchObject([
    {
      data: { function_name: 'end_call', name: 'end_call', call_id: 'c', arguments: { reason: 'bye' } },
      raw_data: { name: 'end_call', call_id: 'c', arguments: '{"reason":"bye"}' },
    },
  ]);
});

it('Rule 16: a tool result that was not asked for does not hold up the next turn', async ({ watch }) => {
  const { call } = await watch();
  const output = { type: 'function_call_output', call_id: 'call_1', output: '{"ok":true}' };
  call.send({ type: 'conversation.item.create', item: output });
  call.type(SHORTEST_QUESTION);
  const { data } = await call.next('realtime.response.audio_transcript.done');
  expect(data.content).toMatch(/try again/);
});

it('Rule 17, A-17: what can be recovered from is never reported as an error', async ({ watch }) => {
  const { call } = await watch();
  for (const text of ['{', '{"type":7}', '{"type":"response.create","data":7}', '{"type":"session.update"}'])
    call.sendRaw(text);
  call.send({ type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp: 'nonsense' } } });
  call.send({ type: 'response.cancel' });
  call.type(SHORT_QUESTION);
  await call.next('realtime.response.audio_transcript.done');
  expect(call.types.filter((type) => type.endsWith('error'))).toEqual([]);
  expect(call.isOpen).toBe(true);
});

describe.concurrent('Rule 18, A-18: the reply’s sound comes over the socket', () => {
  it('never by default', async ({ watch }) => {
    const { call } = await watch();
    call.type(SHORTEST_QUESTION);
    await call.next('realtime.response.audio.done');
    expect(call.types).not.toContain('realtime.response.audio.delta');
  });

  it('when the client asks for it', async ({ watch }) => {
    const { call } = await watch({ query: { audioBack: 'true' } });
    call.type(SHORTEST_QUESTION);
    const { data } = await call.next('realtime.response.audio.done');
    const lumps = call.all('realtime.response.audio.delta');
    expect(lumps.length).toBeGreaterThan(0);
    for (const lump of lumps) expect(lump.data.response_id).toBe(data.response_id);
  });
});

it('Rule 19, A-19: no event comes in its bare form as well', async ({ watch, speaker }) => {
  const { call } = await watch();
  const mouth = speaker(call);
  await mouth.say(SPOKEN_SHORTEST_QUESTION);
  await call.next('realtime.response.audio_transcript.done');
  for (const type of new Set(call.types))
    expect(type).toMatch(/^(realtime|conversation\.connected|webrtc\.signaling)\./);
});

describe.concurrent('Rule 20, A-20, C-11: barge-in is the server’s', () => {
  it('speech stops the sound of the reply, and its transcript says what was really said', async ({
    watch,
    speaker,
  }) => {
    const { call, viewer } = await watch();
    const mouth = speaker(call);
    call.type(QUESTION);
    const audibleAt = await viewer.audible(10 * SILENT);
    await viewer.more('audio', 100);
    const from = call.received.length;
    await mouth.say(SPOKEN_INTERRUPTION);
    await call.next('realtime.input_audio_buffer.speech_started', { from });
    const startedAt = viewer.audio.length;

    const done = await call.next('realtime.response.audio_transcript.done', { from });
    await call.next('realtime.response.audio.done', { from });
    const whole = call.all('realtime.response.audio_transcript.delta').filter(({ data }) => data.id === done.data.id);
    expect(whole.map(({ data }) => data.content).join('').length).toBeGreaterThan(done.data.content.length);
    expect(done.data.content).not.toBe('');

    // 200 ms of media after the event, and nothing of the old reply until the new one begins.
    const next = await call.next('realtime.response.audio_transcript.done', {
      from,
      fits: ({ data }) => data.id !== done.data.id,
    });
    expect(words(next.data.content)).toContain('wait for the leader');
    const after = viewer.loudness(startedAt + 10);
    const silence = after.findIndex((loudness) => loudness > SILENT);
    expect(audibleAt).toBeLessThan(startedAt);
    expect(silence === -1 ? after.length : silence).toBeGreaterThan(25);
  });

  it.for([['response.cancel'], ['input_audio_buffer.clear']])('%s stops the reply too', async ([type], { watch }) => {
    const { call, viewer } = await watch();
    call.type(QUESTION);
    await viewer.audible(10 * SILENT);
    const from = call.received.length;
    call.send({ type });
    await call.next('realtime.response.audio.done', { from });
    await viewer.more('audio', 15);
    const stoppedAt = viewer.audio.length;
    await viewer.more('audio', 50);
    expect(Math.max(...viewer.loudness(stoppedAt))).toBeLessThan(SILENT);
  });
});

it('Rule 22, A-37, C-09: a storm of repeated settings and history leaves reply and conversation alone', async ({
  watch,
  speaker,
}) => {
  const { call, viewer } = await watch();
  const mouth = speaker(call);
  await mouth.say(SPOKEN_SHORT_QUESTION);
  await viewer.audible(10 * SILENT);
  const { data } = await call.next('realtime.conversation.item.input_audio_transcription.completed');
  const from = call.received.length;
  for (let round = 0; round < 20; round++) {
    call.send({ type: 'session.update', session: { instructions: 'Be kind.' } });
    for (const text of [data.content, 'Listening...', data.content]) call.send(item(text));
    await new Promise((r) => setTimeout(r, 5));
  }
  const done = await call.next('realtime.response.audio_transcript.done', { from: 0 });
  await call.next('realtime.response.audio.done');
  const ids = new Set(call.all('realtime.response.audio_transcript.delta').map((delta) => delta.data.id));
  expect([...ids]).toEqual([done.data.id]);
  expect(done.data.content).toMatch(/in a moment\.$/);
  const acknowledged = call.received.slice(from).filter(({ frame }) => frame.type === 'realtime.session.updated');
  expect(acknowledged.length).toBeLessThanOrEqual(5);
});

it('C-08: every speech_started is followed by its transcript, even when nothing was understood', async ({
  watch,
  speaker,
}) => {
  const { call } = await watch();
  const mouth = speaker(call);
  await mouth.say('human-jfk.wav');
  const started = await call.next('realtime.input_audio_buffer.speech_started');
  const id = started.data.item_id;
  await call.next('realtime.input_audio_buffer.speech_stopped', { fits: ({ data }) => data.item_id === id });
  await call.next('realtime.conversation.item.input_audio_transcription.completed', {
    fits: ({ data }) => data.item_id === id,
  });
});
