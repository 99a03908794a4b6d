import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '@visavis/core/testing';
import { PLAYOUT_RATE_HZ, writePcm16, writeWav, type SpeechSegment } from '@visavis/sound';
import { answersJson, collect, event, FakeHttp, type HttpAnswer } from '../testing/index.js';
import { OpenAiSynthesizer, type OpenAiSynthesizerOptions } from './open-ai-synthesizer.js';

const RATE_HZ = 24_000;
const TEXT = 'Hello there, it costs $5 now.';
/** 300 ms of a tone. */
const samples = Int16Array.from({ length: 7_200 }, (_, i) => Math.round(9_000 * Math.sin(i / 9)));
const pcm = Buffer.from(writePcm16(samples));
const wav = Buffer.from(writeWav({ rateHz: RATE_HZ, samples }));

const wavOfLength = (length: number, rateHz = RATE_HZ): Buffer => {
  const copy = Buffer.from(writeWav({ rateHz, samples }));
  copy.writeUInt32LE(length, 4);
  copy.writeUInt32LE(length, 40);
  return copy;
};

const sends =
  (type: string | undefined, ...pieces: readonly Buffer[]): HttpAnswer =>
  (response) => {
    response.writeHead(200, type === undefined ? {} : { 'content-type': type });
    for (const piece of pieces) response.write(piece);
    response.end();
  };

const inPieces = (bytes: Buffer, length: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / length) }, (_, i) => bytes.subarray(i * length, (i + 1) * length));

const lines = (...values: readonly object[]): Buffer[] =>
  values.map((value) => Buffer.from(`${JSON.stringify(value)}\n`));

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function voice(answers: Record<string, HttpAnswer>, options: OpenAiSynthesizerOptions = {}) {
  const fake = await FakeHttp.open(answers);
  const clock = new FakeClock();
  const synthesizer = new OpenAiSynthesizer({ baseUrl: fake.baseUrl, clock, ...options });
  open.push(synthesizer, fake);
  return { fake, clock, synthesizer };
}

const speak = (synthesizer: OpenAiSynthesizer, name?: string, signal = new AbortController().signal) =>
  collect(synthesizer.synthesize(TEXT, { signal, ...(name !== undefined && { voice: name }) }));

const durationMs = (segments: readonly SpeechSegment[]): number =>
  segments.reduce((ms, segment) => ms + (segment.samples.length * 1000) / PLAYOUT_RATE_HZ, 0);

describe('a voice on an OpenAI-compatible server', () => {
  it.each<[habit: string, answer: HttpAnswer, ms: number]>([
    ['a WAV file', sends('audio/wav', wav), 300],
    ['a WAV file of length 0', sends('audio/wav', wavOfLength(0)), 300],
    [
      'a WAV file of length 0xFFFFFFFF, in odd pieces',
      sends('audio/wav', ...inPieces(wavOfLength(0xffff_ffff), 333)),
      300,
    ],
    ['a WAV file of 22.05 kHz, as LocalAI sends', sends('audio/x-wav', wavOfLength(0, 22_050)), 7_200 / 22.05],
    ['a WAV file that it calls MP3', sends('audio/mpeg', wav), 300],
    ['a WAV file byte by byte', sends('audio/wav', ...inPieces(wav, 1).slice(0, 60), wav.subarray(60)), 300],
    ['raw sound without a rate', sends('audio/pcm', pcm), 300],
    ['raw sound of the rate in its type', sends('audio/pcm;rate=22050', pcm), 7_200 / 22.05],
    ['raw sound of the rate in its type, with a blank', sends('audio/L16; rate=48000; channels=1', pcm), 150],
    ['raw sound in two channels', sends('audio/pcm;rate=24000;channels=2', pcm), 150],
    ['raw sound in odd pieces', sends('audio/pcm', ...inPieces(pcm, 333)), 300],
    ['raw sound without a type', sends(undefined, pcm), 300],
    [
      'events with sound in base64',
      sends(
        'text/event-stream',
        ...inPieces(pcm, 999).map((audio) =>
          Buffer.from(event({ type: 'speech.audio.delta', audio: audio.toString('base64') })),
        ),
        Buffer.from(event({ type: 'speech.audio.done' })),
      ),
      300,
    ],
  ])('is heard when the server sends %s', async (_, answer, ms) => {
    const { synthesizer } = await voice({ '/v1/audio/speech': answer });
    const segments = await speak(synthesizer);
    expect(Math.abs(durationMs(segments) - ms)).toBeLessThan(2);
    expect(Math.max(...segments.map((segment) => Math.max(...segment.samples)))).toBeGreaterThan(8_000);
    expect(synthesizer.health).toEqual({ state: 'ready' });
  });

  it.each<[sent: string, answer: HttpAnswer, message: RegExp]>([
    [
      'MP3',
      sends('audio/mpeg', Buffer.from([0xff, 0xfb, 0x90, 0x44, 0, 0])),
      /^the voice service sends MP3: only WAV and raw PCM/,
    ],
    ['MP3 without a type', sends(undefined, Buffer.from([0xff, 0xfb, 0x90, 0x44, 0, 0])), /sends MP3/],
    ['MP3 with a tag, which it calls WAV', sends('audio/wav', Buffer.from('ID3\u0004\0\0\0\0')), /sends MP3/],
    ['Opus', sends('audio/ogg', Buffer.from('OggS\0\0\0\0')), /sends Opus/],
    ['Opus, which it calls PCM', sends('audio/pcm', Buffer.from('OggS\0\0\0\0')), /sends Opus/],
    ['FLAC', sends('audio/flac', Buffer.from('fLaC\0\0\0\0')), /sends FLAC/],
    ['a page', sends('text/html', Buffer.from('<html>')), /sends a page/],
    ['JSON', sends('application/json', Buffer.from('{"ok":true}')), /sent no sound/],
    ['an error with status 200', sends('application/json', Buffer.from('{"error":"x"}')), /broke the speech off/],
    ['nothing', sends('audio/wav'), /sent no sound/],
    [
      'a WAV file of 24 bits',
      sends('audio/wav', wav.subarray(0, 34), Buffer.from([24, 0]), wav.subarray(36)),
      /24 bits/,
    ],
    [
      'a redirect',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /302: it has moved/,
    ],
    ['401', (response) => answersJson(response, 401, {}), /^the voice service asks for a key$/],
    ['500', (response) => answersJson(response, 500, { error: { code: 'oom' } }), /answered 500 \(code oom\)/],
    [
      'half a file',
      (response) => (
        response.writeHead(200, { 'content-length': 99_999 }).write(wav),
        setImmediate(() => response.destroy())
      ),
      /connection to the voice service broke/,
    ],
  ])('fails with one clear sentence when the server sends %s', async (_, answer, message) => {
    const { synthesizer } = await voice({ '/v1/audio/speech': answer });
    await expect(speak(synthesizer)).rejects.toMatchObject({ code: 'provider.failed', message });
    expect(synthesizer.health).toMatchObject({ state: 'failed', reason: expect.stringMatching(message) as string });
  });

  it('asks for WAV, the one format that all servers have, and for nothing that some refuse', async () => {
    const { fake, synthesizer } = await voice({ '/v1/audio/speech': sends('audio/wav', wav) }, { model: 'chatterbox' });
    await speak(synthesizer);
    const asked = JSON.parse(fake.requests[0]?.body.toString() ?? '') as object;
    expect(asked).toEqual({ model: 'chatterbox', input: TEXT, voice: 'alloy', response_format: 'wav' });
  });

  it('sends no Authorization without a key, and the key where there is one', async () => {
    const answers = { '/v1/audio/speech': sends('audio/wav', wav) };
    const { fake, synthesizer } = await voice(answers);
    await speak(synthesizer);
    expect(fake.requests[0]?.headers).not.toHaveProperty('authorization');
    const keyed = await voice(answers, { apiKey: ' secret ' });
    await speak(keyed.synthesizer);
    expect(keyed.fake.requests[0]?.headers.authorization).toBe('Bearer secret');
  });

  it('keeps its connection from one sentence to the next', async () => {
    const { fake, synthesizer } = await voice({ '/v1/audio/speech': sends('audio/wav', wav) });
    for (let i = 0; i < 5; i++) await speak(synthesizer);
    // A request that follows at once may find the connection not free yet, and opens a second one.
    expect(Math.max(...fake.requests.map(({ connection }) => connection))).toBeLessThan(2);
  });

  it('closes the connection when it is interrupted in mid-sentence', async () => {
    const { fake, synthesizer } = await voice({
      '/v1/audio/speech': (response) => response.writeHead(200, { 'content-type': 'audio/wav' }).write(wav),
    });
    const abort = new AbortController();
    const segments = synthesizer.synthesize(TEXT, { signal: abort.signal });
    await segments.next();
    const next = segments.next();
    abort.abort(new Error('barge-in'));
    await expect(next).rejects.toThrow('barge-in');
    await fake.requests[0]?.closed;
    expect(synthesizer.health).toEqual({ state: 'loading' });
  });

  it('closes the connection when its reader stops early', async () => {
    const { fake, synthesizer } = await voice({
      '/v1/audio/speech': (response) => response.writeHead(200, { 'content-type': 'audio/wav' }).write(wav),
    });
    for await (const segment of synthesizer.synthesize(TEXT, { signal: new AbortController().signal })) {
      expect(segment.samples.length).toBeGreaterThan(0);
      break;
    }
    await fake.requests[0]?.closed;
  });

  it.each<[when: string, answer: HttpAnswer]>([
    ['never answers', () => undefined],
    [
      'answers and sends nothing',
      (response) => response.writeHead(200, { 'content-type': 'audio/wav' }).flushHeaders(),
    ],
  ])('gives up on a server that %s', async (_, answer) => {
    const { fake, clock, synthesizer } = await voice({ '/v1/audio/speech': answer }, { firstSoundLimitMs: 700 });
    const spoken = speak(synthesizer);
    const { closed } = await fake.received(1);
    clock.advance(700);
    await expect(spoken).rejects.toMatchObject({ code: 'provider.timeout' });
    await closed;
  });

  it('gives up on a server that falls silent in mid-sentence', async () => {
    const { fake, clock, synthesizer } = await voice(
      { '/v1/audio/speech': (response) => response.writeHead(200, { 'content-type': 'audio/wav' }).write(wav) },
      { firstSoundLimitMs: 60_000, silenceLimitMs: 700 },
    );
    const segments = synthesizer.synthesize(TEXT, { signal: new AbortController().signal });
    await segments.next();
    const next = segments.next();
    await new Promise(setImmediate);
    clock.advance(700);
    await expect(next).rejects.toMatchObject({ code: 'provider.timeout' });
    await fake.requests[0]?.closed;
  });

  it('keeps a pause that the server asks for, without asking again meanwhile', async () => {
    let answered = 0;
    const { fake, clock, synthesizer } = await voice({
      '/v1/audio/speech': (response, request) =>
        answered++ === 0
          ? answersJson(response, 429, { error: { code: 'rate_limit' } }, { 'retry-after': '30' })
          : sends('audio/wav', wav)(response, request),
    });
    await expect(speak(synthesizer)).rejects.toThrow('is busy (429) (code rate_limit), and asks for a pause of 30 s');
    clock.advance(10_000);
    await expect(speak(synthesizer)).rejects.toThrow('is busy, and takes no request for another 20 s');
    expect(fake.requests.length).toBe(1);
    clock.advance(20_000);
    expect(durationMs(await speak(synthesizer))).toBeGreaterThan(299);
  });

  it('has the voices that the server lists, and the usual one for any other name', async () => {
    const { fake, synthesizer } = await voice(
      {
        '/v1/models': (response) => answersJson(response, 200, { data: [{ id: 'tts-1' }] }),
        '/v1/audio/voices': (response) => answersJson(response, 200, { voices: ['af_bella', { id: 'am_adam' }] }),
        '/v1/audio/speech': sends('audio/wav', wav),
      },
      { model: 'tts-1', voice: 'af_bella(2)+af_sky' },
    );
    await synthesizer.prepare();
    expect(synthesizer.voices).toEqual(['af_bella(2)+af_sky', 'af_bella', 'am_adam']);
    await speak(synthesizer, 'AM_ADAM');
    await speak(synthesizer, 'kal16');
    const voices = fake.requests.slice(-2).map(({ body }) => (JSON.parse(body.toString()) as { voice: string }).voice);
    expect(voices).toEqual(['am_adam', 'af_bella(2)+af_sky']);
  });

  it('takes a model and a voice that the server has where none is named', async () => {
    const { fake, synthesizer } = await voice({
      '/v1/models': (response) =>
        answersJson(response, 200, { data: [{ id: 'whisper-small' }, { id: 'piper-kristin' }] }),
      '/v1/audio/voices': (response) => answersJson(response, 200, ['kristin', 'john']),
      '/v1/audio/speech': sends('audio/wav', wav),
    });
    await synthesizer.prepare();
    const { model, voice: named } = JSON.parse(fake.requests.at(-1)?.body.toString() ?? '') as Record<string, string>;
    expect([model, named, synthesizer.voices]).toEqual(['piper-kristin', 'kristin', ['kristin', 'john']]);
  });

  it.each<[problem: string, answers: Record<string, HttpAnswer>, message: RegExp]>([
    [
      'a model that is not there',
      {
        '/v1/models': (response) => answersJson(response, 200, { data: [{ id: 'kokoro' }, { id: 'piper' }] }),
        '/v1/audio/speech': (response) => answersJson(response, 404, { detail: 'Model tts-9 is not installed' }),
      },
      /^the voice service does not have the model tts-9; it has kokoro, piper$/,
    ],
    ['a key that is missing', { '/v1/models': (response) => answersJson(response, 401, {}) }, /asks for a key/],
    ['a server without speech', {}, /answered 404/],
  ])('names %s when it is prepared', async (_, answers, message) => {
    const { synthesizer } = await voice(answers, { model: 'tts-9' });
    await expect(synthesizer.prepare()).rejects.toThrow(message);
    expect(synthesizer.health).toMatchObject({ state: 'failed', reason: expect.stringMatching(message) as string });
  });

  it('names a server that cannot be reached', async () => {
    const { fake, synthesizer } = await voice({});
    await fake.close();
    await expect(synthesizer.prepare()).rejects.toThrow('the voice service cannot be reached');
  });
});

describe('captioned speech of Kokoro-FastAPI', () => {
  const audio = (from: number, to: number) => pcm.subarray(from * 48, to * 48).toString('base64');
  const line = (from: number, to: number, ...timestamps: readonly [string, number, number][]) => ({
    audio: audio(from, to),
    audio_format: 'audio/pcm',
    timestamps: timestamps.map(([word, start_time, end_time]) => ({ word, start_time, end_time })),
  });

  it('has the times of words in the text, counted from the segment that completes them', async () => {
    const { fake, synthesizer } = await voice(
      {
        '/dev/captioned_speech': sends(
          'application/json',
          ...lines(
            line(0, 150, ['Hello', 0.01, 0.06], ['there', 0.06, 0.12], [',', 0.12, 0.13], ['it', 0.13, 0.16]),
            line(150, 300, ['costs', 0.16, 0.2], ['five dollars', 0.2, 0.25], ['now', 0.25, 0.29], ['.', 0.29, 0.3]),
          ),
        ),
      },
      { model: 'kokoro', voice: 'af_heart' },
    );
    expect(synthesizer.info.times).toEqual(['words']);
    const segments = await speak(synthesizer);
    let startMs = 0;
    const words = segments.flatMap((segment) => {
      const timed = (segment.words ?? []).map(({ from, to, startMs: wordMs, endMs }) => [
        TEXT.slice(from, to),
        Math.round(startMs + wordMs),
        Math.round(startMs + endMs),
        endMs * 48 <= segment.samples.length,
      ]);
      startMs += (segment.samples.length * 1000) / PLAYOUT_RATE_HZ;
      return timed;
    });
    expect(words).toEqual([
      ['Hello', 10, 60, true],
      ['there', 60, 120, true],
      ['it', 130, 160, true],
      ['costs', 160, 200, true],
      ['now', 250, 290, true],
    ]);
    expect(JSON.parse(fake.requests[0]?.body.toString() ?? '')).toMatchObject({
      input: TEXT,
      voice: 'af_heart',
      stream: true,
    });
  });

  it.each<[form: string, answer: HttpAnswer]>([
    ['in one piece', sends('application/json', Buffer.from(JSON.stringify(line(0, 300, ['Hello', 0, 0.1]))))],
    [
      'in lines that are cut anywhere',
      sends('application/json', ...inPieces(Buffer.concat(lines(line(0, 99), line(99, 300, ['Hello', 0, 0.1]))), 77)),
    ],
    [
      'with the times behind the sound',
      sends(
        'application/x-ndjson',
        ...lines(line(0, 300), { audio: '', timestamps: line(0, 0, ['Hello', 0, 0.1]).timestamps }),
      ),
    ],
    [
      'without times for a line',
      sends(
        'application/json',
        ...lines({ audio: audio(0, 100), timestamps: null }, line(100, 300, ['Hello', 0, 0.1])),
      ),
    ],
  ])('may come %s', async (_, answer) => {
    const { synthesizer } = await voice({ '/dev/captioned_speech': answer }, { model: 'kokoro' });
    const segments = await speak(synthesizer);
    expect(Math.abs(durationMs(segments) - 300)).toBeLessThan(2);
    expect(segments.flatMap(({ words = [] }) => words).map(({ from, to }) => TEXT.slice(from, to))).toEqual(['Hello']);
  });

  it('is done without where the server does not have it, and not asked for again', async () => {
    const { fake, synthesizer } = await voice({ '/v1/audio/speech': sends('audio/wav', wav) }, { model: 'kokoro' });
    await speak(synthesizer);
    await speak(synthesizer);
    expect(fake.requests.map(({ path }) => path)).toEqual([
      '/dev/captioned_speech',
      '/v1/audio/speech',
      '/v1/audio/speech',
    ]);
    expect(synthesizer.info.times).toEqual([]);
  });

  it.each<[line: string, answer: HttpAnswer]>([
    ['a line that is no JSON', sends('application/json', Buffer.from('nonsense\n'))],
    ['a list', sends('application/json', Buffer.from('[]\n'))],
  ])('fails when %s comes', async (_, answer) => {
    const { synthesizer } = await voice({ '/dev/captioned_speech': answer }, { model: 'kokoro' });
    await expect(speak(synthesizer)).rejects.toThrow('sent a message that cannot be read');
  });
});
