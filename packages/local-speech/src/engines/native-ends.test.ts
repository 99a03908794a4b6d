import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerModule } from '@visavis/worker';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeModel } from '../models/describe-model.js';
import type { EarsModel, VoiceModel } from '../models/described-model.js';
import { WatchedProcess, writeTinyEars, writeTinyVoice } from '../testing/index.js';
import { LocalRecognizer } from './local-recognizer.js';
import { LocalSynthesizer } from './local-synthesizer.js';
import type { StartProcess } from './process-engine.js';

// Each starts processes that load native code, which takes seconds on a busy machine.
const LIMIT = { timeout: 60_000 };
const threads = 1;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'visavis-native-'));
  await writeTinyVoice(join(root, 'voice'));
  await writeTinyEars(join(root, 'ears'), 'offline');
  await writeTinyEars(join(root, 'streaming'), 'streaming');
  await writeTinyEars(join(root, 'no blank'), 'offline', { withoutBlank: true });
  await writeTinyVoice(join(root, 'damaged'));
  await writeFile(join(root, 'damaged', 'model.onnx'), 'no model');
  await writeTinyVoice(join(root, 'piper'), { metadata: { comment: 'piper', frontend: undefined, voice: 'en-us' } });
});
afterAll(() => rm(root, { recursive: true }));

const open: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((engine) => engine.close())));

const inFolder = (name: string) => join(root, name);
const voiceIn = async (name: string) => (await describeModel(inFolder(name))) as VoiceModel;
const earsIn = async (name: string) => (await describeModel(inFolder(name))) as EarsModel;

/** A description that was not checked, as if the files had changed since. */
const uncheckedVoice = async (name: string): Promise<VoiceModel> => ({
  ...(await voiceIn('voice')),
  runtime: {
    model: { vits: { model: join(inFolder(name), 'model.onnx'), tokens: join(inFolder(name), 'tokens.txt') } },
  },
});
const uncheckedEars = async (name: string): Promise<EarsModel> => ({
  ...(await earsIn('ears')),
  runtime: {
    modelConfig: {
      zipformerCtc: { model: join(inFolder(name), 'model.onnx') },
      tokens: join(inFolder(name), 'tokens.txt'),
    },
  },
});

const speaking = (model: VoiceModel, start?: StartProcess): LocalSynthesizer => {
  const voice = new LocalSynthesizer(model, { threads, allowsSlow: true, start });
  open.push(voice);
  return voice;
};
const hearing = (model: EarsModel): LocalRecognizer => {
  const ears = new LocalRecognizer(model, { threads });
  open.push(ears);
  return ears;
};

/** Uses native code as it must not be used. @returns How its process ended. */
async function misuse(way: string, folder: string): Promise<number | string> {
  const program = fileURLToPath(workerModule(import.meta.url, '../testing/native-way'));
  const child = spawn(process.execPath, [program, way, inFolder(folder)], { stdio: 'ignore' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? (code as number);
}

describe('native code that ends its process', () => {
  it('a file that is no ONNX model is refused, and is an error of its process', LIMIT, async () => {
    expect(await misuse('load', 'damaged')).toBe('SIGABRT');
    await expect(describeModel(inFolder('damaged'))).rejects.toMatchObject({
      code: 'model.unusable',
      message: expect.stringContaining('model.onnx is no ONNX model') as string,
    });
    await expect(speaking(await uncheckedVoice('damaged')).prepare()).rejects.toMatchObject({
      code: 'provider.failed',
    });
  });

  it('a file that is gone is an error, and its process lives', LIMIT, async () => {
    await expect(speaking(await uncheckedVoice('nowhere')).prepare()).rejects.toMatchObject({
      code: 'provider.failed',
    });
  });

  it('a model of another family is recognised as one, and is an error of its process', LIMIT, async () => {
    expect(await misuse('load', 'ears')).toBe(255);
    expect(await earsIn('ears')).toMatchObject({ kind: 'ears' });
    await expect(speaking(await uncheckedVoice('ears')).prepare()).rejects.toMatchObject({
      code: 'worker.died',
      message: expect.stringMatching(/exit code 255: .*sample_rate/) as string,
    });
  });

  it('a Piper voice without its phonemes is refused, and is an error of its process', LIMIT, async () => {
    expect(await misuse('load', 'piper')).toBe(255);
    await expect(describeModel(inFolder('piper'))).rejects.toThrow('espeak-ng-data');
    await expect(speaking(await uncheckedVoice('piper')).prepare()).rejects.toMatchObject({ code: 'worker.died' });
  });

  it('a list of tokens without one for nothing is refused, and is an error of its process', LIMIT, async () => {
    expect(await misuse('hear', 'no blank')).toBe(255);
    await expect(describeModel(inFolder('no blank'))).rejects.toThrow('has no <blk>');
    await expect(hearing(await uncheckedEars('no blank')).prepare()).rejects.toMatchObject({ code: 'worker.died' });
  });

  it('a text without a sound in it never reaches the process', LIMIT, async () => {
    expect(await misuse('say', 'voice')).toBe('SIGSEGV');
    const watched = new WatchedProcess();
    const voice = speaking(await voiceIn('voice'), watched.start);
    await voice.prepare();
    watched.calls.length = 0;
    const { signal } = new AbortController();
    const heard = [];
    for (const text of ['日本', '', ' ', '…!', '🙂', 'Привет', '日本. Yes.'])
      for await (const segment of voice.synthesize(text, { signal })) heard.push(segment.text);
    expect(watched.calls).toMatchObject([{ name: 'speak', argument: { text: '. yes.' } }]);
    expect(heard).toEqual(['日本. Yes.']);
  });

  it('a stream that has no whole chunk of sound is not decoded', LIMIT, async () => {
    expect(await misuse('decode', 'streaming')).toBe(255);
    const ears = hearing(await earsIn('streaming'));
    for (const samples of [0, 1, 100, 2000]) {
      const utterance = ears.open();
      utterance.write(new Float32Array(samples));
      expect(await utterance.finish()).toEqual({ text: '' });
      utterance.close();
    }
    expect([ears.health.state, ears.generation]).toEqual(['ready', 1]);
  });

  it('a process is ended in the middle of a call, and only that process ends', LIMIT, async () => {
    const watched = new WatchedProcess();
    const voice = speaking(await voiceIn('voice'), watched.start);
    await voice.prepare();
    const speech = voice.synthesize('one two three, '.repeat(40), { signal: new AbortController().signal });
    const called = watched.next('speak');
    const first = speech.next();
    await called;
    await Promise.all([expect(first).rejects.toMatchObject({ code: 'worker.died' }), voice.close()]);
  });
});
