import { CodedError, silentLogger, type Logger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../engine.js';
import type { Brain, ReplyPart, Synthesizer } from '../ports.js';
import { FakeBrain, FakeRecognizer, FakeSynthesizer } from '../testing/index.js';
import type { Candidate } from './candidate.js';
import { FallbackBrain } from './fallback-brain.js';
import { FallbackRecognizer } from './fallback-recognizer.js';
import { FallbackSynthesizer } from './fallback-synthesizer.js';
import { brainCandidate, recognizerCandidate, synthesizerCandidate } from './trials.js';

const away = new CodedError('provider.failed', 'the service is away');
const LIMIT_MS = 5_000;

let clock: FakeClock;
let logger: Logger & { warn: ReturnType<typeof vi.fn>; info: ReturnType<typeof vi.fn> };
let opened: Candidate<Engine>[];
beforeEach(() => {
  clock = new FakeClock();
  logger = { ...silentLogger, warn: vi.fn(), info: vi.fn() };
  opened = [];
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const live = (): AbortSignal => new AbortController().signal;

function candidates<E extends Engine>(
  create: (options: { name: string; engine: E; clock: FakeClock; logger: Logger }) => Candidate<E>,
  engines: readonly E[],
): Candidate<E>[] {
  const all = engines.map((engine, i) => create({ name: `engine ${i + 1}`, engine, clock, logger }));
  opened.push(...(all as unknown as Candidate<Engine>[]));
  return all;
}

/** Voices that are ready. */
async function voices(...engines: Synthesizer[]): Promise<FallbackSynthesizer> {
  const voice = new FallbackSynthesizer({
    candidates: candidates(synthesizerCandidate, engines),
    limitMs: LIMIT_MS,
    clock,
  });
  await Promise.allSettled([voice.prepare(), ...engines.map((engine) => engine.prepare())]);
  return voice;
}

/** Brains that are ready. */
async function brains(...engines: Brain[]): Promise<FallbackBrain> {
  const brain = new FallbackBrain({ candidates: candidates(brainCandidate, engines), limitMs: LIMIT_MS, clock });
  await Promise.allSettled([brain.prepare()]);
  return brain;
}

async function say(voice: Synthesizer, text = 'Hello.', signal = live()): Promise<number> {
  let samples = 0;
  for await (const segment of voice.synthesize(text, { signal })) samples += segment.samples.length;
  return samples;
}

async function answer(brain: Brain, signal = live()): Promise<ReplyPart[]> {
  const parts: ReplyPart[] = [];
  for await (const part of brain.reply({ history: [{ role: 'user', text: 'my secret' }] }, { signal }))
    parts.push(part);
  return parts;
}

const texts = (parts: readonly ReplyPart[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

/** A voice that says nothing until its signal aborts, or never at all. */
class SilentVoice extends FakeSynthesizer {
  aborted = 0;
  /** Whether it says a piece before it falls silent. */
  begins = false;

  override async *synthesize(text: string, { signal }: { signal: AbortSignal }) {
    if (this.begins) yield { samples: new Int16Array(4_800), text };
    await new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => {
        this.aborted++;
        reject(signal.reason as Error);
      }),
    );
  }
}

describe('a list of voices', () => {
  it('uses the first that works, and the next for a sentence with which it fails', async () => {
    const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
    const voice = await voices(first, second);
    expect(await say(voice, 'One.')).toBe(48_000);
    first.failure = away;
    expect(await say(voice, 'Two.')).toBe(48_000);
    expect([first.spoken, second.spoken]).toEqual([['One.'], ['Two.']]);
  });

  it('leaves one alone that has failed, tries it in the background at growing intervals, and uses it again when well', async () => {
    const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
    const voice = await voices(first, second);
    first.failure = away;
    await say(voice, 'One.');
    first.failure = undefined;
    await say(voice, 'Two.');
    expect(second.spoken).toEqual(['One.', 'Two.']);
    await clock.advanceAsync(5_000);
    await settled();
    expect(first.spoken).toEqual(['1.']);
    await say(voice, 'Three.');
    expect(first.spoken.at(-1)).toBe('Three.');
    expect(opened[0]?.failures).toBe(1);
  });

  it('tries at 5, 15, 35, 75 and 135 s, as long as it fails', async () => {
    const first = new FakeSynthesizer();
    const voice = await voices(first, new FakeSynthesizer());
    const tried: number[] = [];
    first.failure = away;
    await say(voice);
    vi.spyOn(first, 'synthesize').mockImplementation(async function* () {
      tried.push(clock.nowMs());
      yield* [];
      await Promise.reject(away);
    });
    await clock.advanceAsync(140_000, 500);
    expect(tried).toEqual([5_000, 15_000, 35_000, 75_000, 135_000]);
    expect(opened[0]?.failures).toBe(6);
  });

  it('waits only so long for the first sound, and ends the attempt that was given up', async () => {
    const [first, second] = [new SilentVoice(), new FakeSynthesizer()];
    const voice = await voices(first, second);
    const said = say(voice);
    await clock.advanceAsync(LIMIT_MS);
    expect(await said).toBe(48_000);
    expect([first.aborted, second.spoken]).toEqual([1, ['Hello.']]);
  });

  it('never goes on in another voice within a sentence', async () => {
    const first = new SilentVoice();
    first.begins = true;
    const second = new FakeSynthesizer();
    const voice = await voices(first, second);
    const said = expect(say(voice)).rejects.toMatchObject({ code: 'provider.timeout' });
    await clock.advanceAsync(11_000, 100);
    await said;
    expect(second.spoken).toEqual([]);
    await say(voice, 'Next.');
    expect(second.spoken).toEqual(['Next.']);
  });

  it('keeps one voice through a reply, even when a better one is well again', async () => {
    const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
    const voice = await voices(first, second);
    const reply = live();
    first.failure = away;
    await say(voice, 'One.', reply);
    first.failure = undefined;
    await clock.advanceAsync(5_000);
    await settled();
    await say(voice, 'Two.', reply);
    await say(voice, 'Three.');
    expect(second.spoken).toEqual(['One.', 'Two.']);
    expect(first.spoken.at(-1)).toBe('Three.');
  });

  it('passes an interruption on at once, which is no failure', async () => {
    const first = new SilentVoice();
    const voice = await voices(first, new FakeSynthesizer());
    const interrupting = new AbortController();
    const said = expect(say(voice, 'Hello.', interrupting.signal)).rejects.toThrow('barge-in');
    await settled();
    interrupting.abort(new Error('barge-in'));
    await said;
    expect([first.aborted, opened[0]?.failures]).toEqual([1, 0]);
    expect(clock.pending).toBe(0);
  });

  it('never gives a text to a voice that cannot read its script', async () => {
    const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
    second.info = { ...second.info, languages: ['en'] };
    const voice = await voices(first, second);
    first.failure = away;
    await expect(say(voice, '您好。')).rejects.toThrow('away');
    expect(second.spoken).toEqual([]);
  });

  it('begins with the engine that has the wanted voice', async () => {
    const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
    Object.assign(second, { voices: ['slt', 'fake'] });
    const voice = await voices(first, second);
    expect(voice.voices).toEqual(['fake', 'slt']);
    for await (const segment of voice.synthesize('Hello.', { voice: 'slt', signal: live() })) void segment;
    expect([first.spoken, second.spoken]).toEqual([[], ['Hello.']]);
  });

  it('tries those that have failed when no other is left, and reports the last failure', async () => {
    const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
    const voice = await voices(first, second);
    first.failure = second.failure = away;
    await expect(say(voice)).rejects.toThrow('away');
    expect(voice.health.state).toBe('failed');
    first.failure = undefined;
    expect(await say(voice)).toBe(48_000);
    expect(voice.health.state).toBe('ready');
  });

  it('logs a failure and a recovery once each, with the engine and without what was said', async () => {
    const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
    const voice = await voices(first, second);
    first.failure = new Error('cannot say my secret');
    for (let i = 0; i < 3; i++) await say(voice, 'my secret');
    expect(logger.warn).toHaveBeenCalledOnce();
    first.failure = undefined;
    await clock.advanceAsync(5_000);
    await settled();
    expect(logger.info).toHaveBeenCalledOnce();
    const lines = JSON.stringify([logger.warn.mock.calls, logger.info.mock.calls]);
    expect(lines).toContain('engine 1');
    expect(lines).not.toContain('secret');
  });
});

describe('a list of brains', () => {
  it('lets the next one answer where the first fails before its answer, and says so in a warning', async () => {
    const brain = await brains(new FakeBrain([[away]]), new FakeBrain([['Two.']]));
    const parts = await answer(brain);
    expect(texts(parts)).toBe('Two.');
    expect(parts[0]).toMatchObject({ type: 'warning', code: 'provider.failed' });
    expect(JSON.stringify(parts)).not.toContain('secret');
  });

  it('never goes on with another brain once a part went out', async () => {
    const second = new FakeBrain();
    const brain = await brains(new FakeBrain([['One ', away]]), second);
    await expect(answer(brain)).rejects.toThrow('away');
    expect(second.requests).toEqual([]);
    expect(texts(await answer(brain))).toBe('Yes.');
    expect(second.requests).toHaveLength(1);
  });

  it('drops the warnings of an attempt that was given up', async () => {
    const warning = { type: 'warning', code: 'config.ignored', message: 'of the first' } as const;
    const brain = await brains(
      new FakeBrain([[warning, away]]),
      new FakeBrain([[{ ...warning, message: '2' }, 'Two.']]),
    );
    expect((await answer(brain)).map((part) => (part.type === 'warning' ? part.code : part.type))).toEqual([
      'provider.failed',
      'config.ignored',
      'text',
    ]);
  });

  it('waits only so long for the first part', async () => {
    const first = new FakeBrain([['hang']]);
    const brain = await brains(first, new FakeBrain([['Two.']]));
    const answered = answer(brain);
    await clock.advanceAsync(LIMIT_MS);
    expect(texts(await answered)).toBe('Two.');
    expect(first.aborted).toBe(1);
  });

  it('waits for one that loads where no other is ready', async () => {
    const first = new FakeBrain([[() => new Promise((resolve) => void clock.after(60_000, resolve)), 'One.']]);
    const brain = new FallbackBrain({
      candidates: candidates(brainCandidate, [first, new FakeBrain()]),
      limitMs: LIMIT_MS,
      clock,
    });
    const answered = answer(brain);
    await clock.advanceAsync(60_000, 500);
    expect(texts(await answered)).toBe('One.');
  });

  it('uses another one that is ready while the first loads, which is no failure', async () => {
    const [first, second] = [new FakeBrain([['One.']]), new FakeBrain([['Two.']])];
    const brain = new FallbackBrain({
      candidates: candidates(brainCandidate, [first, second]),
      limitMs: LIMIT_MS,
      clock,
    });
    await second.prepare();
    expect(texts(await answer(brain))).toBe('Two.');
    await first.prepare();
    expect(texts(await answer(brain))).toBe('One.');
    expect(opened[0]?.failures).toBe(0);
  });
});

describe('a list of recognisers', () => {
  async function ears(...engines: FakeRecognizer[]): Promise<FallbackRecognizer> {
    const recognizer = new FallbackRecognizer({
      candidates: candidates(recognizerCandidate, engines),
      limitMs: LIMIT_MS,
      clock,
    });
    await recognizer.prepare();
    return recognizer;
  }

  it('has the next one hear the whole utterance where the first fails', async () => {
    const [first, second] = [new FakeRecognizer([away]), new FakeRecognizer(['hello'])];
    const utterance = (await ears(first, second)).open({ language: 'en' });
    const piece = new Float32Array(512);
    for (let i = 0; i < 10; i++) utterance.write(piece.fill(i / 100));
    expect(await utterance.finish()).toEqual({ text: 'hello' });
    expect([first.written, second.written]).toEqual([[5_120], [5_120]]);
    expect(second.energy[0]).toBeCloseTo(first.energy[0] ?? 0);
    expect(second.languages).toEqual(['en']);
    utterance.close();
    expect([first.live, second.live]).toEqual([0, 0]);
  });

  it('has the next one hear it where the first does not answer in time', async () => {
    const [first, second] = [new FakeRecognizer(['hang']), new FakeRecognizer(['hello'])];
    const utterance = (await ears(first, second)).open();
    utterance.write(new Float32Array(512));
    const heard = utterance.finish();
    await clock.advanceAsync(LIMIT_MS);
    expect(await heard).toEqual({ text: 'hello' });
    expect(first.live).toBe(0);
  });

  it('begins with the ears that understand the language', async () => {
    const [first, second] = [new FakeRecognizer(['hello']), new FakeRecognizer(['hallo'])];
    first.info = { ...first.info, languages: ['en-US'] };
    const recognizer = await ears(first, second);
    expect(await recognizer.open({ language: 'de-AT' }).finish()).toEqual({ text: 'hallo' });
    expect(await recognizer.open({ language: 'en' }).finish()).toEqual({ text: 'hello' });
  });

  it('reports the failure of the last one', async () => {
    const utterance = (await ears(new FakeRecognizer([away]), new FakeRecognizer([new Error('deaf')]))).open();
    await expect(utterance.finish()).rejects.toThrow('deaf');
  });

  it('fails with the reason when it is abandoned, and leaves nothing open', async () => {
    const first = new FakeRecognizer(['hang']);
    const utterance = (await ears(first, new FakeRecognizer())).open();
    const heard = expect(utterance.finish()).rejects.toThrow('abandoned');
    utterance.close();
    await heard;
    expect([first.live, clock.pending]).toEqual([0, 0]);
  });
});

describe('the preparation of a list', () => {
  it('is over when the first engine is ready, and prepares all', async () => {
    const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
    const voice = await voices(first, second);
    expect([first.warmUps, second.warmUps]).toEqual([1, 1]);
    expect(voice.health).toEqual({ state: 'ready' });
  });

  it('is over when the first has failed and another one is ready; the first is tried again', async () => {
    const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
    first.preparationFailure = away;
    const voice = new FallbackSynthesizer({
      candidates: candidates(synthesizerCandidate, [first, second]),
      limitMs: LIMIT_MS,
      clock,
    });
    await voice.prepare();
    expect(voice.health).toEqual({ state: 'ready' });
    expect(opened[0]?.health).toEqual({ state: 'failed', reason: 'the service is away' });
    first.preparationFailure = undefined;
    await clock.advanceAsync(5_000);
    await settled();
    expect(opened[0]?.health).toEqual({ state: 'ready' });
  });

  it('fails in one sentence that names every engine, where none can be used', async () => {
    const [first, second] = [new FakeBrain(), new FakeBrain()];
    first.preparationFailure = away;
    second.preparationFailure = new CodedError('provider.failed', 'the key is not valid');
    const brain = new FallbackBrain({
      candidates: candidates(brainCandidate, [first, second]),
      limitMs: LIMIT_MS,
      clock,
    });
    const message = 'engine 1: the service is away; engine 2: the key is not valid';
    await expect(brain.prepare()).rejects.toMatchObject({ code: 'provider.failed', message });
  });

  it('does not wait long for a cold first engine where another one is ready, and does not give it up', async () => {
    const cold = new FakeSynthesizer();
    let loaded = (): void => undefined;
    vi.spyOn(cold, 'prepare').mockReturnValue(new Promise((resolve) => (loaded = resolve)));
    const voice = new FallbackSynthesizer({
      candidates: candidates(synthesizerCandidate, [cold, new FakeSynthesizer()]),
      limitMs: LIMIT_MS,
      clock,
    });
    const prepared = voice.prepare();
    await clock.advanceAsync(15_000, 500);
    await prepared;
    expect(opened[0]?.health.state).toBe('loading');
    loaded();
    await settled();
    expect(opened[0]?.failures).toBe(0);
  });

  it('leaves no timer behind when the engines are closed', async () => {
    const first = new FakeSynthesizer();
    const voice = await voices(first, new FakeSynthesizer());
    first.failure = away;
    await say(voice);
    expect(clock.pending).toBe(1);
    await voice.close();
    for (const candidate of opened) await candidate.close();
    expect(clock.pending).toBe(0);
    first.breakDown('closed');
    expect(clock.pending).toBe(0);
  });
});

it('a list states that its data may go to the service of each of its engines', async () => {
  const [first, second, third] = [new FakeSynthesizer(), new FakeSynthesizer(), new FakeSynthesizer()];
  second.info = { ...second.info, languages: ['de'], data: { at: 'service', service: 'One' } };
  third.info = { ...third.info, data: { at: 'service', service: 'Two' } };
  const voice = await voices(first, second, third);
  expect(voice.info).toMatchObject({ languages: 'any', data: { at: 'service', service: 'One or Two' } });
  expect((await voices(first, new FakeSynthesizer())).info.data).toEqual({ at: 'thisMachine' });
});

it('the health of a list changes with an event, as its engines come and go', async () => {
  const [first, second] = [new FakeSynthesizer(), new FakeSynthesizer()];
  const voice = await voices(first, second);
  const states: string[] = [];
  voice.events.on('healthChanged', ({ to }) => states.push(to.state));
  first.breakDown('gone');
  second.breakDown('gone too');
  await clock.advanceAsync(5_000);
  await settled();
  expect(states).toEqual(['failed', 'ready']);
});
