import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveOf, ReleaseServer, writeTinyEars, writeTinyVoice } from '@visavis/local-speech/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from './command-line.js';
import { UsageError } from './usage-error.js';

const VOICE = 'vits-piper-en_US-kristin-medium';
const EARS = 'sherpa-onnx-nemo-parakeet_tdt_ctc_110m-en-36000-int8';
// A check loads native code in a process of its own, which takes seconds on a busy machine.
const LIMIT = { timeout: 60_000 };

let work: string;
let releases: ReleaseServer;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'visavis-releases-'));
  releases = await ReleaseServer.open();
  const [voice, ears] = [join(work, VOICE), join(work, EARS)];
  await writeTinyVoice(voice);
  await rename(join(voice, 'model.onnx'), join(voice, 'en_US-kristin-medium.onnx'));
  await writeTinyEars(ears, 'offline');
  await rename(join(ears, 'model.onnx'), join(ears, 'model.int8.onnx'));
  releases.files.set(`/tts-models/${VOICE}.tar.bz2`, { bytes: await archiveOf(voice) });
  releases.files.set(`/asr-models/${EARS}.tar.bz2`, { bytes: await archiveOf(ears) });
});
afterAll(async () => {
  await releases.close();
  await rm(work, { recursive: true });
});

let data: string;
let printed: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'visavis-models-'));
  vi.stubEnv('VISAVIS_DATA', data);
  vi.stubEnv('VISAVIS_MODELS', '');
  vi.stubEnv('VISAVIS_MODELS_MIRROR', releases.url);
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(data, { recursive: true });
});

const models = (...words: string[]) => runCommandLine(['models', ...words]);

describe('visavis models', () => {
  it.each([
    [[], 'Name what is done: list, add, check or remove'],
    [['list', 'small'], 'There is no "models list" of one'],
    [['add'], 'Name the set or the model'],
    [['remove'], 'Name the model'],
    [['fetch'], 'There is no "models fetch"'],
    [['add', 'small', 'best'], '"best" is one word too many'],
    [['add', 'huge', '--yes'], 'There is no set and no model "huge"'],
    [['remove', 'huge'], 'There is no model "huge"'],
    [['remove', '..'], 'There is no model ".."'],
    [['add', 'small', '--no'], "Unknown option '--no'"],
  ])('refuses %j in one line', async (words, why) => {
    const refused = models(...words);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(why);
  });

  it('downloads nothing before the licences were agreed to', async () => {
    await expect(models('add', 'small')).rejects.toThrow('Licences are agreed to with --yes');
    expect(printed).toContain(`${VOICE} (voice, en-US, about 77 MB)`);
    expect(printed).toContain('weights: public domain');
    expect(printed).toContain('GPL-3.0-or-later');
    expect(printed).toContain('CC-BY-4.0');
    expect(releases.requests).toEqual([]);
    expect(await readdir(data)).toEqual([]);
  });

  it('lists the sets with sizes, languages and licences, and what is there', async () => {
    await mkdir(join(data, 'models/half'), { recursive: true });
    await models('list');
    expect(printed).toMatch(/^small: [^\n]*, about 203 MB\n {2}sherpa-onnx-nemo\S+ \(ears, en, about 126 MB\): /);
    expect(printed).toMatch(/\nbest: [^\n]*MB\n/);
    expect(printed).toMatch(/\ntiny: [^\n]*MB\n/);
    expect(printed).toMatch(/\nIn \S+models:\n {2}The model half cannot be used: [^\n]*\n$/);
  });

  it('adds the small set, checks it, and removes a model', LIMIT, async () => {
    await models('add', 'small', '--yes');
    expect((await readdir(join(data, 'models'))).sort()).toEqual([EARS, VOICE]);
    expect(printed).toContain(`${VOICE}: 100 % of 0 MB\n`);
    expect(printed).toContain(`${VOICE}: added\n`);
    printed = '';
    await models('check');
    expect(printed).toContain(`${VOICE}: VITS, voice, en-US, one voice: can be used\n`);
    expect(printed).toContain(`${EARS}: Zipformer CTC, ears, en, whole utterances: can be used\n`);
    await models('add', 'small', '--yes');
    expect(printed).toContain(`${EARS}: there already\n`);
    await models('remove', EARS);
    expect(await readdir(join(data, 'models'))).toEqual([VOICE]);
    await writeFile(join(data, 'models', VOICE, 'tokens.txt'), 'other 1\n');
    await expect(models('check')).rejects.toMatchObject({ code: 'model.changed' });
  });

  it('checks a folder that was copied in by hand, by its path or its name', LIMIT, async () => {
    const folder = join(data, 'elsewhere');
    await writeTinyEars(folder, 'streaming');
    await models('check', folder);
    expect(printed).toBe(
      `elsewhere: NeMo CTC, ears, en, while the user speaks: can be used\nCopy it into ${join(data, 'models')} to use it.\n`,
    );
    await mkdir(join(data, 'models'));
    await rename(folder, join(data, 'models/mine'));
    printed = '';
    await models('check', 'mine');
    expect(printed).toBe('mine: NeMo CTC, ears, en, while the user speaks: can be used\n');
    await writeFile(join(data, 'models/mine/model.onnx'), 'cut');
    await expect(models('check', 'mine')).rejects.toMatchObject({ code: 'model.unusable' });
    await expect(models('check', 'nothing')).rejects.toMatchObject({ code: 'model.unusable' });
  });
});
