import type { RunningServer } from '@visavis/server/testing';
import { beforeAll, expect } from 'vitest';
import { callTest } from '../support/call-test.js';
import { sharedServer } from '../support/shared-server.js';

const TRANSCRIBED = 'realtime.conversation.item.input_audio_transcription.completed';
const REPLIED = 'realtime.response.audio_transcript.done';
const WELCOME = 'Welcome to the front desk.';

let server: RunningServer;
const it = callTest(() => server).concurrent;

beforeAll(async () => {
  server = await sharedServer();
});

it('S-07: an avatar’s first message is heard once, though the client asks for a greeting as well', async ({
  watch,
}) => {
  const { call } = await watch({ query: { name: 'Porter' } });
  call.send({ type: 'response.create' });
  expect((await call.next(REPLIED)).data.content).toBe(WELCOME);
  call.type('Please try your call again later');
  await call.until(() => call.all(REPLIED).length === 2, 'the answer');
  expect(call.all(REPLIED).filter(({ data }) => data.content === WELCOME)).toHaveLength(1);
  expect(call.all('realtime.session.created')[0]?.data.session.voice).toBe('rms');
});

it('realtime.say is spoken word for word; what was heard of it is reported, and grows to the whole', async ({
  watch,
}) => {
  const { call } = await watch();
  const text = 'Mind the step, please. The floor behind it is wet.';
  call.send({ type: 'realtime.say', data: { content: text } });
  const { data } = await call.next(REPLIED);
  expect(data.content).toBe(text);
  const heard = call.all('realtime.playback.progress').map((frame) => frame.data);
  expect(heard.length).toBeGreaterThan(2);
  expect(heard.every(({ id, content }) => id === data.id && text.startsWith(content))).toBe(true);
  expect(heard.map(({ audio_ms }) => audio_ms)).toEqual(
    heard.map(({ audio_ms }) => audio_ms).toSorted((a, b) => a - b),
  );
});

it('A-20: response.cancel stops the reply, and its transcript is what was heard', async ({ watch }) => {
  const { call } = await watch();
  const text = 'One. Two. Three. Four. Five. Six. Seven. Eight. Nine. Ten. Eleven. Twelve.';
  call.send({ type: 'realtime.say', data: { content: text } });
  await call.next('realtime.playback.progress', { fits: (frame) => frame.data.content.includes('One') });
  call.send({ type: 'response.cancel' });
  const { data } = await call.next('realtime.response.cancelled');
  const [done] = call.all(REPLIED);
  expect(done?.data.id).toBe(data.id);
  expect(text.startsWith(done?.data.content ?? '-')).toBe(true);
  expect(done?.data.content.length).toBeLessThan(text.length);
});

it('S-04: items are placed, deleted and cut by name, and what cannot be done is said', async ({ watch }) => {
  const { call } = await watch();
  const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Who are you?' }] };
  call.send({ type: 'conversation.item.create', item: { ...message, id: 'mine' } });
  expect((await call.next('realtime.conversation.item.created')).data.item_id).toBe('mine');
  call.send({ type: 'conversation.item.create', item: { ...message, id: 'mine' } });
  await call.next('realtime.warning', { fits: (frame) => frame.data.code === 'item.not_placed' });
  call.send({ type: 'conversation.item.delete', item_id: 'mine' });
  expect((await call.next('realtime.conversation.item.deleted')).data.item_id).toBe('mine');
  call.send({ type: 'conversation.item.delete', item_id: 'mine' });
  await call.next('realtime.warning', { fits: (frame) => frame.data.code === 'item.unknown' });
  call.send({ type: 'realtime.say', data: { content: 'One. Two. Three.' } });
  const reply = await call.next('realtime.response.created');
  await call.next('realtime.playback.done');
  call.send({ type: 'conversation.item.truncate', item_id: reply.data.item_id, content_index: 0, audio_end_ms: 100 });
  expect((await call.next('realtime.conversation.item.truncated')).data.item_id).toBe(reply.data.item_id);
});

it('S-05: a reply can be written for once, and the next is spoken again', async ({ watch }) => {
  const { call } = await watch();
  call.send({ type: 'response.create', response: { modalities: ['text'] } });
  await call.next(REPLIED);
  expect(call.types).not.toContain('realtime.playback.started');
  call.type('Please try your call again later');
  await call.next('realtime.playback.done');
  expect(call.all(REPLIED)).toHaveLength(2);
});

it('S-06: with turn detection off nothing is taken for a turn until the client commits it and asks', async ({
  watch,
  speaker,
}) => {
  const { call } = await watch();
  call.send({ type: 'session.update', session: { turn_detection: null } });
  const mouth = speaker(call);
  const from = call.received.length;
  await mouth.say('human-queue-thankyou.wav');
  // Longer than the recording and the silence that would have ended the turn.
  await new Promise((passed) => setTimeout(passed, 4_000));
  const types = () => call.received.slice(from).map(({ frame }) => frame.type);
  expect(types().filter((type) => /speech_|response\.created/.test(type))).toEqual([]);
  call.send({ type: 'input_audio_buffer.commit' });
  expect((await call.next(TRANSCRIBED, { from })).data.content.toLowerCase()).toContain('thank you for your patience');
  expect(types()).not.toContain('realtime.response.created');
  call.send({ type: 'response.create' });
  await call.next('realtime.playback.started', { from });
});
