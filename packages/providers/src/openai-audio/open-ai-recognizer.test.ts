import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '@visavis/core/testing';
import { readWav } from '@visavis/sound';
import { answersJson, chunk, event, FakeHttp, streams, type HttpAnswer } from '../testing/index.js';
import { OpenAiRecognizer, type OpenAiRecognizerOptions } from './open-ai-recognizer.js';

const PATH = '/v1/audio/transcriptions';
const speech = Float32Array.from({ length: 8_000 }, (_, i) => 0.25 * Math.sin(i / 7));

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function ears(answers: Record<string, HttpAnswer>, options: OpenAiRecognizerOptions = {}) {
  const fake = await FakeHttp.open(answers);
  const clock = new FakeClock();
  const recognizer = new OpenAiRecognizer({ baseUrl: fake.baseUrl, clock, ...options });
  open.push(recognizer, fake);
  return { fake, clock, recognizer };
}

function hear(recognizer: OpenAiRecognizer, language?: string) {
  const stream = recognizer.open({ ...(language !== undefined && { language }) });
  stream.write(speech.subarray(0, 3_000));
  stream.write(speech.subarray(3_000));
  return stream;
}

const json =
  (body: unknown): HttpAnswer =>
  (response) =>
    answersJson(response, 200, body);

const plain =
  (type: string, text: string): HttpAnswer =>
  (response) =>
    response.writeHead(200, { 'content-type': type }).end(text);

const events =
  (...data: readonly object[]): HttpAnswer =>
  (response) =>
    streams(response, ...data.map(event));

/** Events without the one that ends a stream. */
const eventsThatStop =
  (...data: readonly object[]): HttpAnswer =>
  (response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(data.map(event).join(''));

async function fields({ body, headers }: { body: Buffer; headers: Record<string, unknown> }) {
  return new Response(new Uint8Array(body), {
    headers: { 'content-type': String(headers['content-type']) },
  }).formData();
}

describe('ears on an OpenAI-compatible server', () => {
  it.each<[habit: string, answer: HttpAnswer]>([
    ['JSON', json({ text: 'Hello there.', usage: {} })],
    [
      'verbose JSON with a blank in front, as whisper.cpp',
      json({
        task: 'transcribe',
        text: ' Hello there.\n',
        words: [{ word: ' Hello', start: 0, end: 0.4, probability: 0.9 }],
      }),
    ],
    ['plain text', plain('text/plain; charset=utf-8', 'Hello there.\n')],
    ['JSON that it calls text', plain('text/plain', '{"text":"Hello there."}')],
    [
      'deltas and the whole text',
      events(
        { type: 'transcript.text.delta', delta: 'Hello th' },
        { type: 'transcript.text.delta', delta: 'eir' },
        { type: 'transcript.text.done', text: 'Hello there.' },
      ),
    ],
    ['the whole text alone', events({ type: 'transcript.text.done', text: 'Hello there.' })],
    [
      'the whole text and unknown events',
      eventsThatStop({ type: 'new' }, { type: 'transcript.text.done', text: 'Hello there.' }, { type: 'usage' }),
    ],
    [
      'chunks of a chat, as vLLM',
      (response) =>
        streams(
          response,
          chunk('Hello'),
          chunk(' there.'),
          chunk({}, { finish_reason: 'stop' }),
          event({ choices: [], usage: {} }),
        ),
    ],
    [
      'chunks of a chat that end by their reason alone',
      (response) =>
        response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(chunk('Hello there.') + chunk({}, { finish_reason: 'stop' })),
    ],
    [
      'segments by speakers and the whole text',
      events(
        { type: 'transcript.text.segment', id: 'seg_1', speaker: 'A', text: 'Hello there.', start: 0, end: 1 },
        { type: 'transcript.text.done', text: 'Hello there.' },
      ),
    ],
    ['segments', eventsThatStop({ text: ' Hello' }, { text: ' there.' })],
  ])('understand a server that sends %s', async (_, answer) => {
    const { recognizer } = await ears({ [PATH]: answer }, { stream: true });
    await expect(hear(recognizer).finish()).resolves.toEqual({ text: 'Hello there.' });
    expect(recognizer.health).toEqual({ state: 'ready' });
  });

  it('send a WAV file with a name that says so, the model, and the language without its region', async () => {
    const { fake, recognizer } = await ears({ [PATH]: json({ text: 'Hallo.' }) }, { model: 'whisper-1' });
    await hear(recognizer, 'de-CH').finish();
    const form = await fields(fake.requests[0] as never);
    const file = form.get('file') as File;
    const { rateHz, samples } = readWav(new Uint8Array(await file.arrayBuffer()));
    expect([file.name, rateHz, samples.length]).toEqual(['speech.wav', 16_000, 8_000]);
    expect(samples[3_000]).toBe(Math.round((speech[3_000] as number) * 32_768));
    expect(Object.fromEntries([...form].filter(([name]) => name !== 'file'))).toEqual({
      model: 'whisper-1',
      language: 'de',
      response_format: 'json',
    });
  });

  it('ask for pieces only where they are configured to', async () => {
    const { fake, recognizer } = await ears({ [PATH]: json({ text: '' }) }, { stream: true });
    await hear(recognizer).finish();
    expect((await fields(fake.requests[0] as never)).get('stream')).toBe('true');
  });

  it('send no Authorization without a key, and the key where there is one', async () => {
    const without = await ears({ [PATH]: json({ text: '' }) });
    await hear(without.recognizer).finish();
    expect(without.fake.requests[0]?.headers).not.toHaveProperty('authorization');
    const keyed = await ears({ [PATH]: json({ text: '' }) }, { apiKey: 'secret' });
    await hear(keyed.recognizer).finish();
    expect(keyed.fake.requests[0]?.headers.authorization).toBe('Bearer secret');
  });

  it.each<[sent: string, answer: HttpAnswer, message: RegExp]>([
    ['401', (response) => answersJson(response, 401, {}), /^the recognition service asks for a key$/],
    [
      '404',
      (response) => answersJson(response, 404, { error: { code: 'model_not_found' } }),
      /answered 404 \(code model_not_found\)/,
    ],
    ['a page', plain('text/html', '<html>'), /answered with a page/],
    ['JSON without a text', json({ error: 'failed to read' }), /answered without a transcript/],
    ['an error among the events', events({ type: 'error', error: { message: 'x' } }), /broke the transcript off/],
    [
      'deltas without an end',
      eventsThatStop({ type: 'transcript.text.delta', delta: 'Hel' }),
      /broke the transcript off/,
    ],
    [
      'chunks without an end',
      (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(chunk('Hel')),
      /broke the transcript off/,
    ],
    ['events without any', eventsThatStop(), /broke the transcript off/],
    ['a broken connection', (response) => response.destroy(), /cannot be reached|broke/],
  ])('fail with one clear sentence when the server sends %s', async (_, answer, message) => {
    const { recognizer } = await ears({ [PATH]: answer });
    await expect(hear(recognizer).finish()).rejects.toMatchObject({ code: 'provider.failed', message });
    expect(recognizer.health.state).toBe('failed');
  });

  it('give up on a server that never answers, and close the connection', async () => {
    const { fake, clock, recognizer } = await ears({ [PATH]: () => undefined }, { limitMs: 900 });
    const finished = hear(recognizer).finish();
    const { closed } = await fake.received(1);
    clock.advance(900);
    await expect(finished).rejects.toMatchObject({ code: 'provider.timeout' });
    await closed;
  });

  it('close the connection when the recognition is abandoned', async () => {
    const { fake, recognizer } = await ears({ [PATH]: () => undefined });
    const stream = hear(recognizer);
    const finished = stream.finish();
    const { closed } = await fake.received(1);
    stream.close();
    await expect(finished).rejects.toMatchObject({ name: 'AbortError' });
    await closed;
    expect(recognizer.health.state).toBe('loading');
  });

  it('send nothing for an utterance without sound, and nothing after its end', async () => {
    const { fake, recognizer } = await ears({ [PATH]: json({ text: 'no' }) });
    await expect(recognizer.open().finish()).resolves.toEqual({ text: '' });
    const closed = hear(recognizer);
    closed.close();
    await expect(closed.finish()).rejects.toMatchObject({ name: 'AbortError' });
    expect(fake.requests).toEqual([]);
  });

  it('keep a pause that the server asks for', async () => {
    const { fake, clock, recognizer } = await ears({
      [PATH]: (response) => answersJson(response, 429, {}, { 'retry-after': '5' }),
    });
    await expect(hear(recognizer).finish()).rejects.toThrow('asks for a pause of 5 s');
    await expect(hear(recognizer).finish()).rejects.toThrow('takes no request for another 5 s');
    clock.advance(4_500);
    const waiting = hear(recognizer).finish();
    clock.advance(500);
    await expect(waiting).rejects.toThrow('asks for a pause');
    expect(fake.requests.length).toBe(2);
  });

  it('name a model that the server does not have when they are prepared', async () => {
    const { recognizer } = await ears(
      {
        '/v1/models': json({ data: [{ id: 'Systran/faster-whisper-small' }] }),
        [PATH]: (response) => answersJson(response, 404, { detail: 'not installed' }),
      },
      { model: 'whisper-9' },
    );
    await expect(recognizer.prepare()).rejects.toThrow(
      'the recognition service does not have the model whisper-9; it has Systran/faster-whisper-small',
    );
  });

  it('take a model that the server has where none is named', async () => {
    const { fake, recognizer } = await ears({
      '/v1/models': json({ data: [{ id: 'kokoro' }, { id: 'Systran/faster-whisper-small' }] }),
      [PATH]: json({ text: '' }),
    });
    await recognizer.prepare();
    expect((await fields(fake.requests[1] as never)).get('model')).toBe('Systran/faster-whisper-small');
  });

  it('are prepared by a server without a list of models, as whisper.cpp', async () => {
    const { fake, recognizer } = await ears({ [PATH]: json({ text: '' }) });
    await recognizer.prepare();
    expect(recognizer.health).toEqual({ state: 'ready' });
    expect(fake.requests.map(({ path }) => path)).toEqual(['/v1/models', PATH]);
  });
});
