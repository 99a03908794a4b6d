import { EventEmitter } from 'node:events';
import { FakeClock, seeded } from '@visavis/core/testing';
import { RealtimeInterlocutor } from '@visavis/providers';
import { FakeRealtime, type FakeRealtimeScript } from '@visavis/providers/testing';
import { FakeEngines, FakeWebSocket } from '@visavis/session/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { fakeNode, LICENSE } from '../testing/fake-node.js';

type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

const STEP_MS = 20;
const WIRE_SAMPLES = 24 * STEP_MS;

/** A whole session on fake engines, whose mind is the real provider on a fake service. */
class SpokenCall {
  readonly clock = new FakeClock();
  readonly engines = new FakeEngines(this.clock);
  readonly socket = new FakeWebSocket();
  readonly service: FakeRealtime;
  readonly #interlocutor: RealtimeInterlocutor;
  readonly #random = seeded(1);

  private constructor(service: FakeRealtime, interlocutor: RealtimeInterlocutor) {
    this.service = service;
    this.#interlocutor = interlocutor;
    const { clock, engines } = this;
    const sessions = fakeNode({
      clock,
      engines: { ...engines, enginesFor: () => ({ ...engines, minds: { ...engines.minds, interlocutor } }) },
      avatars: [{ id: 'iris', name: 'Iris', prompt: 'Be kind.' }],
    });
    const from = { ownOrigin: 'http://face.example', hostname: undefined, origin: undefined, address: '192.0.2.7' };
    const query = `license=${LICENSE}`;
    sessions.accept(this.socket as unknown as WebSocket, {
      entrance: 'unified',
      query,
      ...from,
      connection: new EventEmitter(),
    });
  }

  static async open(script: FakeRealtimeScript): Promise<SpokenCall> {
    const service = await FakeRealtime.open(script);
    const interlocutor = new RealtimeInterlocutor({
      url: service.url,
      model: 'gpt-realtime',
      voices: ['marin'],
      transcriptionModel: 'ears',
      renewAfterMs: 20 * 60_000,
    });
    const call = new SpokenCall(service, interlocutor);
    await call.lasts(0);
    call.says({
      type: 'session.update',
      session: { audio: { input: { format: { type: 'audio/pcm', rate: 24_000 } } } },
    });
    call.says({ type: 'webrtc.signaling.answer', data: { sdp: 'v=0\r\n' } });
    await call.lasts(2_000);
    await service.until(() => service.received('session.update').length > 0);
    return call;
  }

  get frames(): Frame[] {
    return this.socket.sent.map((text) => JSON.parse(text) as Frame);
  }

  all(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  says(message: object): void {
    this.socket.emit('message', Buffer.from(JSON.stringify(message)), false);
  }

  asks(text: string): void {
    const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
    this.says({ type: 'conversation.item.create', item });
    this.says({ type: 'response.create' });
  }

  async lasts(ms: number): Promise<void> {
    for (let at = 0; at <= ms; at += STEP_MS) {
      await this.clock.advanceAsync(STEP_MS);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The user makes a sound, or is silent, with an open microphone. */
  async hears(ms: number, loudness: number): Promise<void> {
    for (let at = 0; at < ms; at += STEP_MS) {
      const samples = Int16Array.from({ length: WIRE_SAMPLES }, () => (this.#random() - 0.5) * 2 * loudness * 32_767);
      this.says({ type: 'input_audio_buffer.append', audio: Buffer.from(samples.buffer).toString('base64') });
      await this.lasts(STEP_MS - 1);
    }
  }

  /** Time goes on until the service has received something, or the client has. */
  async until(done: () => boolean): Promise<void> {
    while (!done()) await this.lasts(STEP_MS);
  }

  async close(): Promise<void> {
    this.socket.emit('close', 1000, Buffer.alloc(0));
    await this.#interlocutor.close();
    await this.service.close();
  }
}

let call: SpokenCall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

describe('a session with a mind that hears and speaks by itself', () => {
  it('states what answers', async () => {
    call = await SpokenCall.open({});
    expect(call.all('realtime.session.created')).toMatchObject([
      { data: { session: { model: 'speech model gpt-realtime' } } },
    ]);
    expect(call.service.session['instructions']).toContain('Be kind.');
  });

  it('answers what is typed, in words that are released as they are heard', async () => {
    call = await SpokenCall.open({ replies: [{ text: 'Hello there, nice to see you.', ms: 2_000 }] });
    call.asks('Hello!');
    await call.until(() => call!.all('realtime.playback.done').length > 0);
    const texts = call.all('realtime.response.audio_transcript.delta').map(dataOf);
    expect(texts.length).toBeGreaterThan(3);
    expect(texts.map(({ delta }) => delta).join('')).toBe('Hello there, nice to see you.');
    const order = call.frames.map(({ type }) => type);
    expect(order.indexOf('realtime.playback.started')).toBeLessThan(
      order.indexOf('realtime.response.audio_transcript.delta'),
    );
    expect(call.engines.aligner.opened[0]).toMatchObject({ ended: true });
    expect(call.service.items.map(({ fields }) => fields['role'])).toEqual(['user', 'assistant']);
    expect(call.service.errors).toEqual([]);
  });

  it('forgets what was not heard on a barge-in, here and at the service', async () => {
    const { service, ...rest } = await bargeIn();
    const [cut] = rest.all('realtime.response.audio_transcript.done').map(dataOf);
    expect('One two three four five six seven eight.').toMatch(new RegExp(`^${cut?.content as string}`));
    expect(cut?.content).not.toContain('eight');
    const [truncation] = service.received('conversation.item.truncate');
    expect(truncation).toMatchObject({ content_index: 0 });
    const { heardMs } = rest;
    expect(truncation?.['audio_end_ms']).toBeGreaterThanOrEqual(heardMs);
    expect(truncation?.['audio_end_ms']).toBeLessThan(4_000);
    expect(service.errors).toEqual([]);
    expect(rest.transcripts()).toEqual(['Count.', 'Stop.']);
  });

  it('has the client run tools, and goes on with their outputs', async () => {
    const calls = [{ name: 'weather', arguments: '{"city":"Rome"}' }];
    call = await SpokenCall.open({
      replies: [
        { text: '', ms: 0, calls },
        { text: 'Sunny.', ms: 300 },
      ],
    });
    call.says({
      type: 'session.update',
      session: { tools: [{ type: 'function', name: 'weather', parameters: { type: 'object' } }] },
    });
    call.asks('Weather?');
    await call.until(() => call!.all('realtime.response.function_call_arguments.done').length > 0);
    const [asked] = call.all('realtime.response.function_call_arguments.done').map(dataOf);
    const item = { type: 'function_call_output', call_id: asked?.call_id, output: '{"sky":"clear"}' };
    call.says({ type: 'conversation.item.create', item });
    call.says({ type: 'response.create' });
    await call.until(() => call!.all('realtime.playback.done').length > 0);
    expect(call.service.items.map(({ fields }) => fields)).toMatchObject([
      { role: 'user' },
      { type: 'function_call', name: 'weather' },
      { type: 'function_call_output', output: '{"sky":"clear"}' },
      { role: 'assistant' },
    ]);
    expect(call.service.errors).toEqual([]);
  });

  it('leaves nothing open when the client leaves within a reply', async () => {
    call = await SpokenCall.open({ replies: [{ text: 'One two three.', ms: 9_000, endless: true }] });
    call.asks('Count!');
    await call.until(() => call!.all('realtime.playback.started').length > 0);
    const { closed } = call.service.connection;
    call.socket.emit('close', 1000, Buffer.alloc(0));
    await closed;
    await call.lasts(100);
    expect([call.engines.openMedia, call.engines.vad.live]).toEqual([0, 0]);
  });
});

const dataOf = ({ data }: Frame) => data as Readonly<Record<string, unknown>>;

/** The user speaks, and interrupts the answer. */
async function bargeIn() {
  const talk = (call = await SpokenCall.open({
    replies: [
      { text: 'One two three four five six seven eight.', ms: 4_000 },
      { text: 'Yes?', ms: 500 },
    ],
    transcripts: ['Count.', 'Stop.'],
  }));
  const progress = () => talk.all('realtime.playback.progress').map(dataOf);
  await talk.hears(700, 0.3);
  await talk.hears(700, 0);
  await talk.until(() => progress().some(({ content }) => content !== ''));
  await talk.hears(500, 0.5);
  await talk.until(() => talk.all('realtime.response.cancelled').length > 0);
  const heardMs = Number(progress().at(-1)?.audio_ms);
  await talk.hears(700, 0);
  await talk.until(() => talk.all('realtime.playback.done').length > 1);
  const transcribed = 'realtime.conversation.item.input_audio_transcription.completed';
  return {
    service: talk.service,
    all: (type: string) => talk.all(type),
    heardMs,
    transcripts: () => talk.all(transcribed).map((frame) => dataOf(frame).transcript),
  };
}
