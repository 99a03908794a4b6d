import { readFile } from 'node:fs/promises';
import { readWav, resampled, writePcm16 } from '@visavis/sound';
import type { RunningServer } from '@visavis/server/testing';
import { beforeAll, describe, expect } from 'vitest';
import type { Call } from '../support/call.js';
import { callTest } from '../support/call-test.js';
import { sharedServer } from '../support/shared-server.js';

// Where documents and clients of the wire disagree, by their numbers in docs/conformance.md. Those that are rules too
// are in tests/rules, those of the REST side in tests/rest, those of what the brain receives in what-the-brain-receives.test.ts.

type Query = Record<string, string>;

const TRANSCRIBED = 'realtime.conversation.item.input_audio_transcription.completed';
const REPLIED = 'realtime.response.audio_transcript.done';
const QUESTION = 'Thank you for your patience';
const ANSWER = /^You are very welcome/;

let server: RunningServer;
const it = callTest(() => server).concurrent;

beforeAll(async () => {
  server = await sharedServer();
});

/** Nothing of what was sent before this was taken for wrong. */
async function allUnderstood(call: Call): Promise<void> {
  const from = call.received.length;
  call.send({ type: 'conversation.item.delete', item_id: 'nobody' }); // answered in order, behind all the rest
  await call.next('realtime.warning', { from, fits: ({ data }) => data.code === 'item.unknown' });
  const warnings = call.all('realtime.warning').filter(({ data }) => data.code !== 'item.unknown');
  expect(warnings.map(({ data }) => data.message)).toEqual([]);
}

/** What the user says, in pieces of 100 ms, as fast as the socket takes it. @param wrap Makes a message of base64. */
async function push(call: Call, recording: string, rateHz: number, wrap: (audio: string) => object): Promise<void> {
  const { samples } = resampled(readWav(await readFile(`tests/fixtures/audio/${recording}`)), rateHz);
  const quiet = new Int16Array(rateHz);
  for (const sound of [samples, quiet])
    for (let at = 0; at < sound.length; at += rateHz / 10)
      call.send(wrap(Buffer.from(writePcm16(sound.subarray(at, at + rateHz / 10))).toString('base64')));
}
const namespaced = (audio: string) => ({ type: 'realtime.input_audio_buffer.append', data: { audio } });
const bare = (audio: string) => ({ type: 'input_audio_buffer.append', audio });
const numbered = (audio: string) => ({
  type: 'realtime.input_audio_buffer.append',
  data: { audio, sequenceNumber: 17 },
});

const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim();
const item = (content: unknown, more: object = {}) => ({ type: 'message', role: 'user', content, ...more });
const parts = (text: string) => [{ type: 'input_text', text }];

// The longest come first, so that they run beside all the others.
describe.concurrent('what the server decides', () => {
  it.for<[string, Query]>([
    ['declared in the address', { input_sample_rate: '16000' }],
    ['found out by how fast it comes', {}],
  ])('A-31: sound at 16 kHz, %s, is understood', async ([, query], { ready, onTestFinished }) => {
    const call = await ready({ query });
    const { samples } = resampled(readWav(await readFile('tests/fixtures/audio/human-queue-thankyou.wav')), 16_000);
    const sound = new Int16Array(16_000 * 3 + samples.length + 16_000 * 2);
    sound.set(samples, 16_000 * 3);
    const startedMs = performance.now();
    let at = 0;
    // A microphone keeps its pace: what a busy machine sends late comes at once.
    const timer = setInterval(() => {
      for (; at < (performance.now() - startedMs) * 16; at += 640)
        call.send(namespaced(Buffer.from(writePcm16(sound.subarray(at, at + 640))).toString('base64')));
    }, 40);
    onTestFinished(() => clearInterval(timer));
    expect(words((await call.next(TRANSCRIBED)).data.content)).toBe(words(QUESTION));
  });

  it('C-12: audio.done comes with the last audible packet, and no earlier', async ({ watch }) => {
    const { call, viewer } = await watch();
    call.type('Please try your call again later');
    await viewer.audible(0.02);
    await call.next('realtime.response.audio.done');
    const at = viewer.sound.length;
    await viewer.more('audio', 100);
    // One packet may be on its way, and the decoder rings for another.
    expect(
      viewer
        .loudness(at)
        .slice(3)
        .filter((loudness) => loudness > 0.003),
    ).toEqual([]);
    expect(call.all(REPLIED).at(-1)?.data.content).toMatch(/^I will try again/);
  });

  it('A-27: nothing is ever called unknown', async ({ ready }) => {
    const call = await ready();
    call.send({ type: 'realtime.hologram' });
    call.send({ type: 'unknow' });
    await allUnderstood(call);
    expect(call.types.filter((type) => /unknown?$/.test(type))).toEqual([]);
  });

  it('A-32: how long a pause ends a turn is the client’s choice', async ({ ready }) => {
    const turns = async (silenceMs: number): Promise<number> => {
      const call = await ready();
      const detection = { type: 'server_vad', silence_duration_ms: silenceMs, create_response: false };
      call.send({ type: 'session.update', session: { turn_detection: detection } });
      await push(call, 'human-queue-thankyou.wav', 24_000, namespaced);
      await push(call, 'human-queue-thankyou.wav', 24_000, namespaced);
      for (let i = 0; i < 30; i++) call.send(namespaced(Buffer.alloc(4_800).toString('base64')));
      await call.next('realtime.input_audio_buffer.speech_stopped');
      await call.until(() => call.all(TRANSCRIBED).length >= (silenceMs < 1_000 ? 2 : 1), 'the transcripts');
      return call.all('realtime.input_audio_buffer.speech_started').length;
    };
    expect(await Promise.all([turns(400), turns(2_500)])).toEqual([2, 1]);
  });

  it('A-35: ICE servers come with the success, and over HTTP', async ({ open }) => {
    const { data } = await open().next('conversation.connected.success');
    const response = await fetch(`${server.url}/api/webrtc/generate-ice-servers`, { method: 'POST' });
    const body = (await response.json()) as { iceServers: unknown; data: { iceServers: unknown } };
    const urls = (servers: unknown) => (servers as { urls: string[] }[]).flatMap((each) => each.urls);
    expect(urls(body.data.iceServers)).toEqual(urls(data.iceServers));
    expect(body.iceServers).toEqual(body.data.iceServers);
  });
});

describe.concurrent('messages that come in several forms', () => {
  const candidate = {
    candidate: 'candidate:1 1 udp 2113937151 192.0.2.9 50000 typ host',
    sdpMid: '0',
    sdpMLineIndex: 0,
  };
  it.for<[string, object]>([
    ['as an object', { candidate }],
    ['one level deeper', { candidate: { candidate } }],
    ['as its line', { candidate: candidate.candidate }],
    ['without a mid', { candidate: { ...candidate, sdpMid: '' } }],
    ['empty, for the end of them', { candidate: { candidate: '', sdpMid: '0' } }],
  ])('A-11: a candidate %s', async ([, data], { ready }) => {
    const call = await ready();
    call.send({ type: 'webrtc.signaling.iceCandidate', data });
    call.send({ type: 'webrtc.signaling.iceCandidate', ...data });
    await allUnderstood(call);
  });

  it.for([
    ['namespaced', namespaced],
    ['bare', bare],
    ['with a number', numbered],
  ] as const)('A-21: sound, %s, is heard', async ([, wrap], { ready }) => {
    const call = await ready();
    await push(call, 'human-queue-thankyou.wav', 24_000, wrap);
    expect(words((await call.next(TRANSCRIBED)).data.content)).toBe(words(QUESTION));
  });

  it.for<[string, object]>([
    ['the list under item', { item: item(parts(QUESTION)) }],
    ['the item under data', { data: { item: item(parts(QUESTION)) } }],
    ['plain text', { item: item(QUESTION) }],
    ['a list printed by another language', { item: item(`[{type=input_text, text=${QUESTION}}]`) }],
    ['a part of an older name', { item: item([{ type: 'text', text: QUESTION }]) }],
  ])('S-03: something typed, as %s, is answered', async ([, fields], { ready }) => {
    const call = await ready();
    call.send({ type: 'conversation.item.create', ...fields });
    call.send({ type: 'realtime.response.create' });
    const { data } = await call.next('realtime.response.audio_transcript.delta');
    expect(data.content).toMatch(ANSWER);
  });

  it.for<[string, object]>([
    ['JSON text', { data: { content: '{"voice":"rms","prompt":"Be kind.","tools":[]}' } }],
    ['an object', { data: { content: { voice: 'rms', prompt: 'Be kind.' } } }],
    ['the settings themselves', { data: { voice: 'rms', instructions: 'Be kind.', tools: [], baseUrl: 'http://x' } }],
  ])('A-38: settings as %s count, before the success and after it', async ([, message], { open, ready }) => {
    const config = { type: 'realtime.input_config', ...message };
    const early = open({ onOpen: [config] });
    expect((await early.next('realtime.session.updated')).data.session.voice).toBe('rms');
    const late = await ready();
    late.send(config);
    late.send(namespaced(Buffer.alloc(4_800).toString('base64')));
    late.send({ type: 'session.update', session: { temperature: 0.5 } });
    const { data } = await late.next('realtime.session.updated', {
      fits: (frame) => frame.data.session.voice === 'rms',
    });
    expect(data.session.id).not.toBe('');
  });
});

describe.concurrent('an address that says the same in several ways', () => {
  it.for<[string, Query]>([
    ['no model', {}],
    ['a model of the hosted service', { model: 'gpt-realtime' }],
    ['a model that no server has', { model: 'whatever' }],
  ])('A-25: %s opens a session', async ([, query], { ready }) => {
    await ready({ query });
  });

  it.for<[string, Query, string | undefined]>([
    ['name', { name: 'Porter' }, 'rms'],
    ['avatarId, which goes before any name', { avatarId: 'porter', name: 'Iris' }, 'rms'],
    ['characterName', { characterName: 'porter' }, 'rms'],
    ['character', { character: 'Porter' }, 'rms'],
    ['a name, which goes before its aliases', { name: 'girl2', character: 'Porter' }, undefined],
    ['no avatar in particular', {}, undefined],
  ])('A-26: the avatar by %s', async ([, query, voice], { ready }) => {
    const call = await ready({ query });
    expect(call.all('realtime.session.created')[0]!.data.session.voice).toBe(voice);
  });
});
