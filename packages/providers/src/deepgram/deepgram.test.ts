import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '@visavis/core/testing';
import type { RecognitionStream } from '@visavis/speech';
import { fakeFlux, fakeNova, FakeVendor, UNDERSTOOD, type EarsScenario, type VendorScript } from '../testing/index.js';
import { SocketRecognizer } from '../vendor/socket-recognizer.js';
import { fluxProtocol } from './flux.js';
import { novaProtocol } from './nova.js';

const MODELS = {
  Flux: { protocol: fluxProtocol, script: fakeFlux, model: 'flux-general-en', finish: 'ForceEndTurn' },
  Nova: { protocol: novaProtocol, script: fakeNova, model: 'nova-3', finish: 'Finalize' },
};
type Model = keyof typeof MODELS;
const models = Object.keys(MODELS) as Model[];

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function ears(model: Model, scenarios: readonly EarsScenario[] = ['normal'], more: VendorScript = {}) {
  const { protocol, script, model: name } = MODELS[model];
  const left = [...scenarios];
  const scenario = (): EarsScenario => (left.length > 1 ? left.shift() : left[0]) as EarsScenario;
  const fake = await FakeVendor.open({ ...script(scenario), ...more });
  const clock = new FakeClock();
  const recognizer = new SocketRecognizer(protocol({ apiKey: 'secret', model: name, baseUrl: fake.baseUrl }), {
    clock,
  });
  open.push(recognizer, fake);
  return { fake, clock, recognizer };
}

/** Writes speech in frames of 32 ms, as a listener does. */
function speak(stream: RecognitionStream, ms = 640): void {
  for (let at = 0; at < ms; at += 32) stream.write(Float32Array.from({ length: 512 }, (_, i) => 0.3 * Math.sin(i / 5)));
}

const bytesOf = ({ received }: { received: readonly unknown[] }): number =>
  received.reduce((sum: number, message) => sum + (Buffer.isBuffer(message) ? message.length : 0), 0);

const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise(setImmediate);
};

describe.each(models)('ears of Deepgram (%s)', (model) => {
  it('hear what is said while it is said, and its end', async () => {
    const { fake, recognizer } = await ears(model);
    const stream = recognizer.open();
    speak(stream);
    await until(() => stream.interim?.startsWith('what time') === true);
    await expect(stream.finish()).resolves.toEqual({ text: UNDERSTOOD });
    stream.close();
    const [connection] = fake.connections;
    expect(connection?.headers.authorization).toBe('Token secret');
    expect(bytesOf(connection ?? { received: [] })).toBe(2 * 16 * 640);
    expect(connection?.received.at(-1)).toEqual({ type: MODELS[model].finish });
    const sizes = connection?.received.filter(Buffer.isBuffer).map(({ length }) => length) ?? [];
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(2_560);
    expect(recognizer.health).toEqual({ state: 'ready' });
  });

  it('keep one connection for the utterances of a call', async () => {
    const { fake, recognizer } = await ears(model);
    await recognizer.prepare();
    for (let i = 0; i < 4; i++) {
      const stream = recognizer.open();
      speak(stream);
      await expect(stream.finish()).resolves.toEqual({ text: UNDERSTOOD });
      stream.close();
    }
    expect(fake.connections.length).toBe(1);
  });

  it('have a connection for each user who speaks at once', async () => {
    const { fake, recognizer } = await ears(model);
    const streams = [recognizer.open(), recognizer.open()];
    for (const stream of streams) speak(stream);
    await expect(Promise.all(streams.map((stream) => stream.finish()))).resolves.toEqual([
      { text: UNDERSTOOD },
      { text: UNDERSTOOD },
    ]);
    expect(fake.connections.length).toBe(2);
  });

  it('hear all of an utterance whose connection is lost in mid-word, on another one', async () => {
    const { fake, recognizer } = await ears(model, ['close', 'normal']);
    const stream = recognizer.open();
    speak(stream);
    await fake.until(() => fake.connections.length === 2);
    speak(stream, 320);
    await expect(stream.finish()).resolves.toEqual({ text: UNDERSTOOD });
    expect(bytesOf(fake.connections[1] ?? { received: [] })).toBe(2 * 16 * 960);
  });

  it('fail when the second connection is lost as well', async () => {
    const { recognizer } = await ears(model, ['close']);
    const stream = recognizer.open();
    speak(stream);
    await expect(stream.finish()).rejects.toMatchObject({ code: 'provider.failed' });
    expect(recognizer.health.state).toBe('failed');
  });

  it.each<[scenario: EarsScenario, message: RegExp]>([
    ['garbage', /^Deepgram sent a message that cannot be read$/],
    ['error', /^Deepgram reports an error \(code INVALID_AUDIO\)$/],
  ])('fail with one sentence in the scenario "%s", and hear the next utterance', async (scenario, message) => {
    const { recognizer } = await ears(model, [scenario, 'normal']);
    const stream = recognizer.open();
    speak(stream);
    await expect(stream.finish()).rejects.toMatchObject({ code: 'provider.failed', message });
    const next = recognizer.open();
    speak(next);
    await expect(next.finish()).resolves.toEqual({ text: UNDERSTOOD });
  });

  it('take what was heard where the end is not confirmed, and leave that connection', async () => {
    const { fake, clock, recognizer } = await ears(model, ['stall', 'normal']);
    const stream = recognizer.open();
    speak(stream);
    await until(() => stream.interim?.startsWith('what time') === true);
    await new Promise(setImmediate);
    const finished = stream.finish();
    await fake.until(() => fake.connections[0]?.received.some((message) => !Buffer.isBuffer(message)) === true);
    clock.advance(800);
    const { text } = await finished;
    expect(text).toMatch(/^what time/);
    const next = recognizer.open();
    speak(next);
    await next.finish();
    expect(fake.connections.length).toBe(2);
  });

  it('give up on a vendor that says nothing at all', async () => {
    const { fake, clock, recognizer } = await ears(model, ['nothing']);
    const stream = recognizer.open();
    speak(stream);
    await fake.until(() => bytesOf(fake.connections[0] ?? { received: [] }) > 0);
    const finished = stream.finish();
    await fake.until(() => fake.connections[0]?.received.some((message) => !Buffer.isBuffer(message)) === true);
    clock.advance(4_000);
    await expect(finished).rejects.toMatchObject({ code: 'provider.timeout' });
    await fake.connections[0]?.closed;
  });

  it('close the connection of an utterance that is abandoned', async () => {
    const { fake, recognizer } = await ears(model, ['stall']);
    const stream = recognizer.open();
    speak(stream);
    await fake.until(() => bytesOf(fake.connections[0] ?? { received: [] }) > 0);
    const finished = stream.finish();
    stream.close();
    stream.close();
    await expect(finished).rejects.toMatchObject({ name: 'AbortError' });
    await fake.connections[0]?.closed;
    expect(recognizer.health.state).toBe('loading');
    await expect(stream.finish()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each([
    [401, /refuses the key$/],
    [404, /answered 404$/],
  ])('name a vendor that answers %i', async (status, message) => {
    const { recognizer } = await ears(model, ['normal'], { refusal: () => ({ status }) });
    await expect(recognizer.prepare()).rejects.toThrow(message);
    const stream = recognizer.open();
    speak(stream);
    await expect(stream.finish()).rejects.toThrow(message);
    expect(recognizer.health.state).toBe('failed');
  });

  it('keep a pause that the vendor asks for', async () => {
    const { fake, clock, recognizer } = await ears(model, ['normal'], {
      refusal: (attempt) => (attempt === 0 ? { status: 429, retryAfter: '7' } : undefined),
    });
    await expect(recognizer.prepare()).rejects.toThrow('asks for a pause of 7 s');
    await expect(recognizer.open().finish()).rejects.toThrow('takes no request for another 7 s');
    expect(fake.attempts).toBe(1);
    clock.advance(7_000);
    const stream = recognizer.open();
    speak(stream);
    await expect(stream.finish()).resolves.toEqual({ text: UNDERSTOOD });
  });

  it('leave no connection and no timer when they are closed', async () => {
    const { fake, clock, recognizer } = await ears(model, ['stall']);
    await recognizer.prepare();
    const stream = recognizer.open();
    speak(stream);
    const finished = stream.finish();
    finished.catch(() => undefined);
    await fake.until(() => bytesOf(fake.connections[0] ?? { received: [] }) > 0);
    await recognizer.close();
    await expect(finished).rejects.toBeInstanceOf(Error);
    expect([recognizer.connections, clock.pending]).toEqual([0, 0]);
  });
});

describe('Flux', () => {
  it('hears when the turn ends, and its transcript is there at once', async () => {
    const { fake, recognizer } = await ears('Flux', ['turnEnds']);
    const stream = recognizer.open();
    expect(stream.turnEnded).toBe(false);
    speak(stream);
    await until(() => stream.turnEnded === true);
    await expect(stream.finish()).resolves.toEqual({ text: UNDERSTOOD });
    expect(fake.connections[0]?.received.every(Buffer.isBuffer)).toBe(true);
  });

  it('goes on with another turn of the same utterance', async () => {
    const { fake, recognizer } = await ears('Flux', ['turnEnds']);
    const stream = recognizer.open();
    speak(stream);
    await until(() => stream.turnEnded === true);
    const info = (event: string, transcript: string) => ({ type: 'TurnInfo', event, transcript });
    fake.connections[0]?.send(info('StartOfTurn', 'in'));
    await until(() => stream.turnEnded === false);
    expect(stream.interim).toBe(`${UNDERSTOOD} in`);
    fake.connections[0]?.send(info('EndOfTurn', 'in Rome'));
    await until(() => stream.turnEnded === true);
    await expect(stream.finish()).resolves.toEqual({ text: `${UNDERSTOOD} in Rome` });
  });

  it.each([
    ['en-GB', 'flux-general-en', null],
    ['de-CH', 'flux-general-multi', 'de'],
  ])('hears %s with %s', (language, model, hint) => {
    const { url } = fluxProtocol({ apiKey: 'k', model: 'flux-general-en', baseUrl: 'https://api.deepgram.com' });
    const asked = new URL(url(language));
    expect([asked.protocol, asked.pathname]).toEqual(['wss:', '/v2/listen']);
    expect([asked.searchParams.get('model'), asked.searchParams.get('language_hint')]).toEqual([model, hint]);
  });
});
