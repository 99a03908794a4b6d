import { resolve } from 'node:path';
import { CallViewer } from '@visavis/caller';
import { closeOf } from '@visavis/protocol';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Call } from '../support/call.js';
import { cuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';
import { Speaker } from '../support/speaker.js';
import { Returning } from './returning.js';

const QUESTION = 'thank you for your patience';
const ANSWER = 'You are very welcome. It will not take long now. Somebody will be with you in a moment.';
const SPOKEN_QUESTION = 'human-tt-weasels.wav';
const SPOKEN_SHORT_QUESTION = 'human-queue-thankyou.wav';
const DONE = 'realtime.response.audio_transcript.done';
const WINDOW_MS = 30_000;
/** Clients that never come back, lost before the tests begin, so that they are waited for while those run. */
const STRAYS = 4;

let server: RunningServer;
let proxy: CuttingProxy;
let strayed: { server: RunningServer; lostMs: number };
const closing: { close(): unknown }[] = [];

beforeAll(async () => {
  [server, strayed] = await Promise.all([
    startServer({ VISAVIS_KNOWLEDGE: resolve('tests/fixtures/knowledge/front-desk.md') }),
    startServerAndStray(),
  ]);
  proxy = await cuttingProxy(server);
});
afterEach(() => Promise.all(closing.splice(0).map((part) => part.close())));
afterAll(async () => {
  await proxy?.close();
  await Promise.all([server?.stop(), strayed?.server.stop()]);
});

async function startServerAndStray(): Promise<typeof strayed> {
  const server = await startServer();
  const clients = await Promise.all(Array.from({ length: STRAYS }, () => Returning.open(server)));
  expect((await server.health()).counts).toMatchObject({ sessions: STRAYS });
  clients.forEach(({ call }) => call.cut());
  return { server, lostMs: performance.now() };
}

const sessions = async () => (await server.health()).counts['sessions'];
const after = (ms: number) => new Promise((done) => setTimeout(done, ms));
const input = (content: string): object => ({ type: 'realtime.input_text', data: { content } });

async function returning(onOpen?: readonly object[]): Promise<Returning> {
  const client = await Returning.open(proxy, onOpen);
  closing.push({ close: () => client.call.close() });
  return client;
}

async function watched(client: Returning): Promise<CallViewer> {
  const viewer = new CallViewer(client.call);
  closing.push(viewer);
  await viewer.connect();
  return viewer;
}

/** Everything came, once and in order, and everything was valid. */
function expectNothingLost(client: Returning): void {
  expect(client.numbers).toEqual(client.numbers.map((_, index) => index + 1));
  expect(client.faults).toEqual([]);
}

describe('a client whose socket is cut', () => {
  it('Scenario F5: in the middle of a reply hears it on, and reads all of it when it is back', async () => {
    const client = await returning();
    const viewer = await watched(client);
    const sessionId = client.sessionId;
    client.say(input(QUESTION));
    await client.call.next('realtime.response.audio_transcript.delta');
    await viewer.audible(0.02);
    proxy.cut();
    await client.call.closed;
    await viewer.audible(0.02, viewer.sound.length + 50);
    const tookMs = await client.resume(proxy);
    console.info('resume', JSON.stringify({ tookMs: Math.round(tookMs) }));
    const done = await client.call.next(DONE);
    await client.call.next('realtime.response.audio.done');
    const deltas = client.calls.flatMap((call) => call.all('realtime.response.audio_transcript.delta'));
    expect(deltas.map(({ data }) => data.delta).join('')).toBe(done.data.content);
    expect(done.data.content).toBe(ANSWER);
    expect(client.types.filter((type) => type === DONE)).toHaveLength(1);
    expect(client.sessionId).toBe(sessionId);
    expect(client.call.types).not.toContain('realtime.session.created');
    expect(client.call.types).not.toContain('webrtc.signaling.offer');
    expect(client.call.received[0]?.frame).toMatchObject({
      type: 'conversation.connected.success',
      data: { resumed: true, resume: { window_s: 30 } },
    });
    expectNothingLost(client);
  });

  it('in the middle of a sentence has said what it had said by then, and is heard again when it is back', async () => {
    const client = await returning();
    await watched(client);
    const mouth = new Speaker(client.call);
    closing.push(mouth);
    await mouth.say(SPOKEN_QUESTION);
    await client.call.next('realtime.input_audio_buffer.speech_started');
    proxy.cut();
    await client.call.closed;
    mouth.close();
    await after(3_000);
    await client.resume(proxy);
    await client.call.next('realtime.conversation.item.input_audio_transcription.completed');
    expect(client.types.filter((type) => type.endsWith('speech_stopped'))).toHaveLength(1);
    const again = new Speaker(client.call);
    closing.push(again);
    await again.say(SPOKEN_SHORT_QUESTION);
    await client.call.next(DONE, { fits: ({ data }) => data.content === ANSWER });
    expectNothingLost(client);
  });

  it('while its tool works gives the output when it is back, once however often it repeats it', async () => {
    const tool = { type: 'function', name: 'end_conversation', description: 'Ends the conversation', parameters: {} };
    const client = await returning([
      { type: 'realtime.input_function_call', data: { content: JSON.stringify([tool]) } },
    ]);
    await watched(client);
    client.say(input('Goodbye!'));
    const { data } = await client.call.next('realtime.response.function_call_arguments.done');
    proxy.cut();
    await client.call.closed;
    const output = { type: 'realtime.function_call_output', data: { call_id: data.call_id, output: 'ok' } };
    client.say(output); // no server receives it
    await client.resume(proxy);
    const reply = await client.call.next(DONE);
    expect(reply.data.content).toMatch(/^Goodbye/);
    proxy.cut();
    await client.call.closed;
    await client.resume(proxy);
    client.call.send({ ...output, seq: 2 });
    client.say(input(QUESTION));
    await client.call.next(DONE, { fits: ({ data }) => data.content === ANSWER });
    expect(client.types).not.toContain('realtime.warning');
    expectNothingLost(client);
  });

  it('comes back although the server still takes the old socket for alive', async () => {
    const client = await returning();
    const old = client.call;
    proxy.freeze();
    client.say(input(QUESTION)); // no server receives it
    await client.resume(server);
    await client.call.next('realtime.response.audio_transcript.delta');
    expect(old.isOpen).toBe(true);
    proxy.cut();
    await after(500);
    expect(client.call.isOpen).toBe(true);
    expectNothingLost(client);
  });

  it('is refused when it comes too late or with a token that is spent', async () => {
    const client = await returning();
    const { token } = client.call.all('conversation.connected.success')[0]!.data.resume!;
    await client.call.close();
    for (const resume of [token, 'vvr_guessed']) {
      const late = new Call(server, { query: { license: '', resume, after: '0' } });
      const { code, reason } = closeOf('session.gone');
      expect(await late.closed).toEqual({ code, reason });
      expect(late.all('conversation.connected.fail')).toMatchObject([{ data: { code: 410 } }]);
      expect(late.received).toHaveLength(1);
    }
  });
});

it('a client that knows nothing of it is sent no numbers and no token, and is gone with its socket', async () => {
  const call = new Call(server);
  closing.push(call);
  await call.next('realtime.session.updated');
  expect(call.received.filter(({ text }) => /"seq"|"resume":|vvr_/.test(text))).toEqual([]);
  await expect.poll(sessions).toBe(1);
  call.cut();
  await expect.poll(sessions).toBe(0);
});

it('a viewer that loses picture and sound loses nothing of the conversation', async () => {
  const client = await returning();
  const viewer = await watched(client);
  client.say(input(QUESTION));
  await viewer.audible(0.02);
  viewer.close();
  const { data } = await client.call.next(DONE);
  expect(data.content).toBe(ANSWER);
  client.say(input('please try your call again later'));
  await client.call.next(DONE, { fits: ({ data }) => data.content.includes('I will try again later') });
  expectNothingLost(client);
});

it('nothing is left of clients that never came back', async () => {
  await after(Math.max(0, strayed.lostMs + WINDOW_MS - performance.now()));
  const open = { sessions: 0, sockets: 0, resumable: 0, peerConnections: 0, liveEncoders: 0, recognitions: 0 };
  await expect.poll(async () => (await strayed.server.health()).counts).toMatchObject(open);
});

it('a server that was started anew knows no earlier session', async () => {
  const first = await startServer();
  const client = await Returning.open(first);
  await first.stop();
  const second = await startServer();
  await expect(client.resume(second)).rejects.toThrow('1008 Session gone');
  expect(client.call.all('conversation.connected.fail')).toMatchObject([{ data: { code: 410 } }]);
  await second.stop();
});
