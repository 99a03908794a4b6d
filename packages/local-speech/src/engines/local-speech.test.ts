import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, resampled } from '@visavis/sound';
import type { EngineHealth } from '@visavis/speech';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeModel } from '../models/describe-model.js';
import type { EarsModel, VoiceModel } from '../models/described-model.js';
import { sha256Of, writeModelRecord } from '../models/model-record.js';
import { WatchedProcess, writeTinyEars, writeTinyMatcha, writeTinyVoice } from '../testing/index.js';
import { LocalRecognizer } from './local-recognizer.js';
import { LocalSynthesizer } from './local-synthesizer.js';
import type { LocalEngineOptions } from './process-engine.js';

// Each starts processes that load native code, which takes seconds on a busy machine.
const LIMIT = { timeout: 60_000 };
/** A poll waits for a process on a machine that may be busy. */
const POLL = { timeout: 30_000 };
/** The words that a voice with a lexicon knows; it says the first of them when it is loaded. */
const WORDS = ['hello', 'there'];
const live = new AbortController().signal;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'visavis-local-'));
  await writeTinyVoice(join(root, 'voice'));
  await writeTinyEars(join(root, 'offline'), 'offline');
  await writeTinyEars(join(root, 'streaming'), 'streaming');
});
afterAll(() => rm(root, { recursive: true }));

const open: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((engine) => engine.close())));

async function speaker(options: Partial<LocalEngineOptions> = {}): Promise<LocalSynthesizer> {
  const model = (await describeModel(join(root, 'voice'))) as VoiceModel;
  const voice = new LocalSynthesizer(model, { threads: 1, allowsSlow: true, ...options });
  open.push(voice);
  return voice;
}

async function listener(name: string, options: Partial<LocalEngineOptions> = {}): Promise<LocalRecognizer> {
  const ears = new LocalRecognizer((await describeModel(join(root, name))) as EarsModel, { threads: 1, ...options });
  open.push(ears);
  return ears;
}

/** The sound of a text, as a microphone would bring it. */
async function soundOf(voice: LocalSynthesizer, text: string): Promise<Float32Array[]> {
  const pieces = [];
  for await (const { samples } of voice.synthesize(text, { signal: live }))
    pieces.push(floatFromInt16(resampled({ samples, rateHz: PLAYOUT_RATE_HZ }, LISTEN_RATE_HZ).samples));
  return pieces;
}

const ready = (engine: LocalSynthesizer | LocalRecognizer): Promise<EngineHealth> =>
  new Promise((resolve) => engine.events.on('healthChanged', ({ to }) => to.state === 'ready' && resolve(to)));

/** Models with which native code ends its process. */
const fatalVoice = () => ({
  runtime: { model: { vits: { model: join(root, 'offline/model.onnx'), tokens: join(root, 'offline/tokens.txt') } } },
});
const fatalEars = () => ({
  streams: false,
  runtime: {
    modelConfig: {
      zipformerCtc: { model: join(root, 'offline/model.onnx') },
      tokens: join(root, 'voice/tokens.txt'),
    },
  },
});

describe('tiny models on this machine', () => {
  it.each(['offline', 'streaming'])(
    'ears that are %s hear what the voice says, while it is said',
    LIMIT,
    async (name) => {
      const [voice, ears] = [await speaker(), await listener(name)];
      await Promise.all([voice.prepare(), ears.prepare()]);
      const text = 'what are your opening hours on sunday, and who may come?';
      const sound = Float32Array.from((await soundOf(voice, text)).flatMap((piece) => [...piece]));
      const utterance = ears.open();
      expect(utterance.interim).toBeUndefined();
      utterance.write(sound.subarray(0, sound.length / 2));
      await expect.poll(() => utterance.interim, POLL).toMatch(/^what are your opening h/);
      utterance.write(sound.subarray(sound.length / 2));
      expect(await utterance.finish()).toEqual({ text });
      utterance.close();
      expect(ears.vocabulary).toBe('open');
    },
  );

  it.each(['offline', 'streaming'])(
    'ears that are %s are given the language, where it is known',
    LIMIT,
    async (name) => {
      const watched = new WatchedProcess();
      const [voice, ears] = [await speaker(), await listener(name, { start: watched.start })];
      await Promise.all([voice.prepare(), ears.prepare()]);
      const sound = await soundOf(voice, 'hello there.');
      const languages: unknown[] = [];
      for (const language of ['en-GB', 'tlh', undefined]) {
        watched.calls.length = 0;
        const utterance = ears.open(language === undefined ? {} : { language });
        for (const piece of sound) utterance.write(piece);
        expect((await utterance.finish()).text).toBe('hello there.');
        utterance.close();
        languages.push((watched.calls.at(-1)?.argument as { language?: string }).language);
      }
      expect(languages).toEqual(['en', 'tlh', undefined]);
    },
  );

  it.each([
    ['VITS', 'with letters', (folder: string) => writeTinyVoice(folder), 'hello there.'],
    ['VITS', 'with a lexicon', (folder: string) => writeTinyVoice(folder, { words: WORDS }), 'hello there'],
    ['Matcha', 'with a vocoder', (folder: string) => writeTinyMatcha(folder, WORDS), 'hellothere.'],
  ])('%s %s speaks: another kind of ears hears the letters', LIMIT, async (family, how, write, letters) => {
    const folder = join(root, `${family} ${how}`);
    await write(folder);
    const model = (await describeModel(folder)) as VoiceModel;
    expect(model.family).toBe(family);
    const voice = new LocalSynthesizer(model, { threads: 1, allowsSlow: true });
    const ears = await listener('offline');
    open.push(voice);
    const utterance = ears.open();
    for (const sound of await soundOf(voice, 'hello there.')) utterance.write(sound);
    expect((await utterance.finish()).text).toBe(letters);
    utterance.close();
  });

  it('a voice brings a clause while the next one is made, with its words', LIMIT, async () => {
    const watched = new WatchedProcess();
    const voice = await speaker({ start: watched.start });
    await voice.prepare();
    watched.calls.length = 0;
    const text = 'When you have finished speaking for a while, I look for the answer, and then I say it aloud to you.';
    const speech = voice.synthesize(text, { signal: live, voice: 'no such voice' });
    const first = await speech.next();
    expect(first.value).toMatchObject({ text: 'When you have finished speaking for a while,' });
    const said = () => watched.calls.map(({ argument }) => (argument as { text: string }).text);
    await expect
      .poll(said, POLL)
      .toEqual([
        'when you have finished speaking for a while,',
        'i look for the answer, and then i say it aloud to you.',
      ]);
    await speech.return(undefined);
  });

  it('an abort ends the sound at once, and the next text is spoken', LIMIT, async () => {
    const voice = await speaker();
    await voice.prepare();
    const text = 'one, two. three! four? '.repeat(40);
    for (let i = 0; i < 10; i++) {
      for (const heard of [0, 1]) {
        const stopping = new AbortController();
        const speech = voice.synthesize(text, { signal: stopping.signal });
        if (heard > 0) await speech.next();
        const next = speech.next();
        stopping.abort(new Error('barge-in'));
        await expect(next).rejects.toThrow('barge-in');
      }
    }
    expect((await soundOf(voice, 'still here.')).length).toBe(1);
  });

  it('an abort reaches native code, which stops at the end of a sentence', LIMIT, async () => {
    const watched = new WatchedProcess();
    const voice = await speaker({ start: watched.start });
    await voice.prepare();
    const text = 'go on. '.repeat(30);
    const stopping = new AbortController();
    const called = watched.next('speak');
    const aborted = expect(voice.synthesize(text, { signal: stopping.signal }).next()).rejects.toThrow('barge-in');
    await called;
    stopping.abort(new Error('barge-in'));
    await aborted;
    const { argument } = watched.calls.at(-1) as { argument: { id: number } };
    expect(watched.posts).toEqual([{ name: 'stop', argument: argument.id }]);
    const say = (id: number) => watched.send('speak', { id, text, speaker: 0 }) as Promise<Int16Array>;
    const whole = (await say(1001)).length;
    // On a busy machine the text may have been spoken before the process hears that it is to stop.
    let stopped = whole;
    for (let id = 1002; stopped === whole && id < 1022; id++) {
      const spoken = say(id);
      watched.post('stop', id);
      stopped = (await spoken).length;
    }
    expect(stopped).toBeLessThan(whole);
  });

  it('a crash fails what is under way with a code, and the model is loaded again', LIMIT, async () => {
    const watched = new WatchedProcess(0);
    const voice = await speaker({ start: watched.start });
    await voice.prepare();
    const called = watched.next('speak');
    const sound = soundOf(voice, 'one two three, '.repeat(200));
    await called;
    const again = ready(voice);
    const died = expect(watched.send('load', { model: fatalVoice(), threads: 1 })).rejects.toMatchObject({
      code: 'worker.died',
    });
    await Promise.all([died, expect(sound).rejects.toMatchObject({ code: 'worker.died' })]);
    await again;
    expect((await soundOf(voice, 'back.')).length).toBe(1);
  });

  it('an utterance survives a crash: the process that follows hears it from its beginning', LIMIT, async () => {
    const watched = new WatchedProcess(0);
    const [voice, ears] = [await speaker(), await listener('streaming', { start: watched.start })];
    await Promise.all([voice.prepare(), ears.prepare()]);
    const [sound] = (await soundOf(voice, 'hello there.')) as [Float32Array];
    const utterance = ears.open();
    const heard = watched.next('hear');
    utterance.write(sound.subarray(0, sound.length / 2));
    await heard;
    const again = ready(ears);
    await expect(watched.send('load', { model: fatalEars(), threads: 1 })).rejects.toMatchObject({
      code: 'worker.died',
    });
    await again;
    utterance.write(sound.subarray(sound.length / 2));
    expect(await utterance.finish()).toEqual({ text: 'hello there.' });
    utterance.close();
  });

  it('a model that ends its process when it is loaded is not loaded again and again', LIMIT, async () => {
    const watched = new WatchedProcess(0);
    const model = { ...((await describeModel(join(root, 'voice'))) as VoiceModel), ...fatalVoice() };
    const voice = new LocalSynthesizer(model, { threads: 1, start: watched.start });
    open.push(voice);
    await expect(voice.prepare()).rejects.toMatchObject({ code: 'worker.died' });
    expect(voice.health).toMatchObject({ state: 'failed' });
    expect(watched.calls.length).toBe(1);
  });

  it('a file that has changed since its download is refused before it is loaded', LIMIT, async () => {
    const folder = join(root, 'changed');
    await writeTinyVoice(folder);
    const files = { 'model.onnx': await sha256Of(join(folder, 'model.onnx')) };
    await writeModelRecord(folder, { sources: [], languages: ['en-GB'], licences: [], files });
    const model = (await describeModel(folder)) as VoiceModel;
    expect(model.languages).toEqual(['en-GB']);
    const bytes = await readFile(join(folder, 'model.onnx'));
    bytes[9000]! ^= 1;
    await writeFile(join(folder, 'model.onnx'), bytes);
    const watched = new WatchedProcess();
    const voice = new LocalSynthesizer(model, { threads: 1, start: watched.start });
    await expect(voice.prepare()).rejects.toMatchObject({
      code: 'model.changed',
      message: expect.stringContaining('model.onnx is not what was downloaded') as string,
    });
    expect(watched.calls).toEqual([]);
  });
});
