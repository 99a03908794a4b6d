import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { readWav, resampled, writePcm16 } from '@visavis/sound';
import { startServer, type RunningServer } from '@visavis/server/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { OldSocket } from '../support/old-socket.js';

let server: RunningServer;
let browser: Browser | undefined;

beforeAll(async () => {
  server = await startServer({
    VISAVIS_KNOWLEDGE: resolve('tests/fixtures/knowledge/switchboard.md'),
    VISAVIS_MAX_SESSIONS: '3',
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

type Query = Record<string, string>;

/** The sockets of a test, which are closed when it ends. */
interface OldSockets {
  readonly socket: (path: string, query: Query, onOpen?: readonly object[]) => OldSocket;
  readonly conversation: (query?: Query) => OldSocket;
  readonly signalling: (userId: string, target?: string) => OldSocket;
}

const it = test.extend<OldSockets>({
  socket: async ({ task: _task }, use) => {
    const sockets: OldSocket[] = [];
    await use((...options) => {
      const socket = new OldSocket(server, ...options);
      sockets.push(socket);
      return socket;
    });
    await Promise.all(sockets.map((socket) => socket.close()));
  },
  conversation: ({ socket }, use) =>
    use((query = {}) =>
      socket('/api/realtime-api', { license: server.license, characterName: 'navtalk.Lily', ...query }),
    ),
  signalling: ({ socket }, use) =>
    use((userId, target = userId) => socket('/api/webrtc', { userId }, [{ type: 'create', targetSessionId: target }])),
});

const update = { type: 'session.update', session: { voice: 'cedar', modalities: ['text', 'audio'], tools: [] } };

/** Waits until earlier tests have left: the server has room for three, and which is the newest matters. */
const alone = (): Promise<void> =>
  vi.waitFor(async () => expect((await server.health()).counts['sockets']).toBe(0), 10_000);

/** A conversation that has been set up as its clients do. */
async function ready(socket: OldSocket): Promise<OldSocket> {
  await socket.next('session.created');
  socket.send(update);
  await socket.next('session.updated');
  return socket;
}

async function typed(socket: OldSocket, text: string): Promise<void> {
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
  socket.send({ type: 'conversation.item.create', item });
  socket.send({ type: 'response.create' });
}

describe.concurrent('S-17: a conversation of an older client', () => {
  beforeAll(alone);

  it('answers what is typed after a history of both sides, in bare events with everything at the top', async ({
    socket: open,
  }) => {
    const socket = await ready(open('/realtime-api', { license: server.license, characterName: 'girl2' }));
    const past = { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Hello!' }] };
    socket.send({ type: 'conversation.item.create', item: past });
    await typed(socket, 'Please try your call again later');
    const done = await socket.next('response.audio_transcript.done');
    expect(done.transcript).toBe('I will try again later.');
    const deltas = socket.frames.filter((frame) => frame.type === 'response.audio_transcript.delta');
    expect(deltas.map(({ delta }) => delta).join('')).toBe(done.transcript);
    await socket.next('response.audio.done');
    const { response } = await socket.next('response.done');
    expect(response).toEqual({
      id: done.response_id,
      output: [{ content: [{ type: 'audio', transcript: done.transcript }] }],
    });
  });

  it('hears what is said', async ({ conversation }) => {
    const socket = await ready(conversation());
    const speech = resampled(readWav(await readFile('tests/fixtures/audio/human-please-try-call-later.wav')), 24_000);
    const quiet = { rateHz: 24_000, samples: new Int16Array(24_000 * 2) };
    for (const { samples } of [speech, quiet])
      for (let at = 0; at < samples.length; at += 2_400) {
        const audio = Buffer.from(writePcm16(samples.subarray(at, at + 2_400))).toString('base64');
        socket.send({ type: 'input_audio_buffer.append', audio });
      }
    const { transcript } = await socket.next('conversation.item.input_audio_transcription.completed');
    expect(transcript.toLowerCase()).toContain('try your call again later');
    expect(socket.types.indexOf('input_audio_buffer.speech_started')).toBeLessThan(
      socket.types.indexOf('input_audio_buffer.speech_stopped'),
    );
  });

  it('calls tools with their arguments as text, and takes the result', async ({ conversation }) => {
    const parameters = { type: 'object', properties: { reason: { type: 'string' } } };
    const tool = { type: 'function', name: 'end_conversation', description: 'Ends the conversation', parameters };
    const socket = conversation();
    await socket.next('session.created');
    socket.send({ type: 'session.update', session: { tools: [tool] } });
    await socket.next('session.updated');
    await typed(socket, 'Goodbye!');
    const call = await socket.next('response.function_call_arguments.done');
    expect(call).toMatchObject({ name: 'end_conversation', arguments: '{"reason":"Goodbye!"}' });
    const output = { type: 'function_call_output', call_id: call.call_id, output: 'ok' };
    socket.send({ type: 'conversation.item.create', item: output });
    socket.send({ type: 'response.create' });
    expect((await socket.next('response.audio_transcript.done')).transcript).toContain('Goodbye');
  });
});

describe('S-17: the conversation socket of older clients', () => {
  beforeEach(alone);

  it('says who it is, and confirms settings only to those who set some', async ({ conversation }) => {
    const silent = conversation();
    const { sessionId, session_id: alias } = await silent.next('session.session_id');
    expect([sessionId, silent.types]).toEqual([alias, expect.arrayContaining(['session.session_id'])]);
    await silent.next('session.created');
    const other = await ready(conversation());
    expect(silent.types).not.toContain('session.updated');
    silent.send(update);
    await silent.next('session.updated');
    expect(other.types.filter((type) => type === 'session.updated')).toHaveLength(1);
    expect(silent.types.slice(0, 2)).toEqual(['session.session_id', 'session.created']);
  });

  it('reports why it ends: a wrong key, a full server', async ({ conversation }) => {
    const stranger = conversation({ license: 'vv_wrong' });
    expect(await stranger.closed).toBe('1008 Invalid license');
    expect(stranger.frames).toEqual([{ type: 'session.backend.error', message: 'Invalid license' }]);
    for (let i = 0; i < 3; i++) await conversation().next('session.created');
    const fourth = conversation();
    await fourth.closed;
    expect(fourth.types).toEqual(['session.gpu_full']);
  });

  it('S-15: asks the server for a function’s text over HTTP', async () => {
    const body = JSON.stringify({ userInput: 'Thank you for your patience', license: server.license, chatId: 'c' });
    const response = await fetch(new URL('/api/realtime_function_call', server.url), { method: 'POST', body });
    expect([response.status, await response.text()]).toEqual([200, 'You are very welcome.']);
  });
});

describe('S-18: the signalling socket of older clients', () => {
  beforeEach(alone);

  it('C-14: gets the offer under the name it gave, when it comes after the conversation', async ({
    conversation,
    signalling,
  }) => {
    const socket = conversation();
    await socket.next('session.created');
    const offer = await signalling(server.license, '123').next('offer');
    expect(offer.targetSessionId).toBe('123');
    expect(offer.sdp.sdp.match(/^m=/gm)).toHaveLength(2);
    expect(offer.sdp.sdp).toContain('a=candidate:');
  });

  it('C-14: gets the offer when it comes before the conversation', async ({ conversation, signalling }) => {
    const early = signalling(server.license);
    await once(early.socket, 'open');
    await conversation().next('session.created');
    expect((await early.next('offer')).targetSessionId).toBe(server.license);
  });

  it('keeps two sessions of one key apart: by the session’s id, and newest with newest without it', async ({
    conversation,
    signalling,
  }) => {
    const [first, second] = [conversation(), conversation()];
    const { sessionId } = await first.next('session.session_id');
    await second.next('session.created');
    const byId = await signalling(sessionId, `target-${sessionId}`).next('offer');
    const byKey = await signalling(server.license).next('offer');
    expect(byId.targetSessionId).toBe(`target-${sessionId}`);
    const ufrag = ({ sdp }: typeof byId) => /a=ice-ufrag:(\S+)/.exec(sdp.sdp)![1];
    expect(ufrag(byId)).not.toBe(ufrag(byKey));
    const third = signalling(sessionId);
    expect(ufrag(await third.next('offer'))).toBe(ufrag(byId));
  });

  it('ends with its conversation, and never without a session', async ({ conversation, signalling }) => {
    const socket = conversation();
    await socket.next('session.created');
    const beside = signalling(server.license);
    await beside.next('offer');
    await socket.close();
    expect(await beside.closed).toBe('1000 Session ended');
  });
});

it('Scenario G5: a page written for the older dialect talks: speech goes in, a moving face answers aloud', async () => {
  await alone();
  browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(server.url);
  const speech = resampled(readWav(await readFile('tests/fixtures/audio/human-please-try-call-later.wav')), 24_000);
  const talk = await page.evaluate(
    async ({ license, speech }) => {
      const origin = location.origin.replace(/^http/, 'ws');
      const socket = new WebSocket(`${origin}/api/realtime-api?license=${license}&characterName=navtalk.Lily`);
      const signals = new WebSocket(`${origin}/api/webrtc?userId=${license}`);
      const peer = new RTCPeerConnection();
      const video = Object.assign(document.createElement('video'), { muted: false, autoplay: true });
      let connected: () => void;
      const media = new Promise<void>((resolve) => (connected = resolve));
      peer.ontrack = ({ streams }) => (video.srcObject = streams[0]!);
      peer.onconnectionstatechange = () => peer.connectionState === 'connected' && connected();
      peer.onicecandidate = ({ candidate }) =>
        candidate && signals.send(JSON.stringify({ type: 'iceCandidate', targetSessionId: license, candidate }));
      signals.onopen = () => signals.send(JSON.stringify({ type: 'create', targetSessionId: license }));
      signals.onmessage = async ({ data }) => {
        const { type, sdp } = JSON.parse(data as string) as { type: string; sdp: RTCSessionDescriptionInit };
        if (type !== 'offer') return;
        await peer.setRemoteDescription(sdp);
        await peer.setLocalDescription(await peer.createAnswer());
        const answer = { type: 'answer', targetSessionId: license, sdp: peer.localDescription };
        signals.send(JSON.stringify(answer));
      };
      const said: Record<string, string> = {};
      const updated = new Promise<void>((resolve, reject) => {
        socket.onclose = ({ reason }) => reject(new Error(reason));
        socket.onmessage = ({ data }) => {
          const event = JSON.parse(data as string) as { type: string; transcript?: string };
          if (event.type === 'session.created') socket.send(JSON.stringify({ type: 'session.update', session: {} }));
          if (event.type === 'session.updated') resolve();
          if (event.transcript !== undefined) said[event.type] = event.transcript;
        };
      });
      await Promise.all([updated, media]);
      const silence = btoa('\0'.repeat(4_800));
      const startedMs = performance.now();
      let sent = 0;
      // A microphone keeps its pace: what a busy machine sends late comes at once.
      const microphone = setInterval(() => {
        for (; sent < (performance.now() - startedMs) / 100; sent++) {
          const audio = speech.shift() ?? silence;
          socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }));
        }
      }, 100);
      const context = new AudioContext();
      const analyser = new AnalyserNode(context);
      context.createMediaStreamSource(video.srcObject as MediaStream).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      let loudest = 0;
      for (let looks = 0; looks < 400 && !(loudest > 0.02 && said['response.audio_transcript.done']); looks++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        analyser.getFloatTimeDomainData(samples);
        loudest = Math.max(loudest, ...samples.map(Math.abs));
      }
      clearInterval(microphone);
      const { totalVideoFrames } = video.getVideoPlaybackQuality();
      socket.close();
      signals.close();
      peer.close();
      return { said, loudest, totalVideoFrames, width: video.videoWidth };
    },
    { license: server.license, speech: chunks(Buffer.from(writePcm16(speech.samples))) },
  );
  expect(talk.said['conversation.item.input_audio_transcription.completed']).toMatch(/try your call again later/i);
  expect(talk.said['response.audio_transcript.done']).toBe('I will try again later.');
  expect(talk.loudest).toBeGreaterThan(0.02);
  expect(talk.totalVideoFrames).toBeGreaterThan(25);
  expect(talk.width).toBe(512);
});

/** 100 ms each, in base64. */
function chunks(pcm: Buffer): string[] {
  return Array.from({ length: Math.ceil(pcm.length / 4_800) }, (_, i) =>
    pcm.subarray(i * 4_800, (i + 1) * 4_800).toString('base64'),
  );
}
