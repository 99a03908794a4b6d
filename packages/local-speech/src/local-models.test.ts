import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@visavis/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localKinds, openLocalEars, openLocalVoice } from './local-models.js';
import { runtimeFault } from './runtime/runtime-fault.js';
import { writeTinyEars, writeTinyVoice } from './testing/index.js';

let modelsDir: string;
const options = () => ({ modelsDir, logger: silentLogger });
beforeAll(async () => void (modelsDir = await mkdtemp(join(tmpdir(), 'visavis-models-'))));
afterAll(() => rm(modelsDir, { recursive: true }));

it('what is there is used: nothing, a voice, then both, and the newest or the one that is named', async () => {
  expect(await localKinds(modelsDir)).toEqual([]);
  await expect(openLocalVoice(options())).rejects.toMatchObject({
    code: 'config.invalid',
    message: `There is no model for the voice in ${modelsDir}. Add one with visavis models add small`,
  });
  await writeTinyVoice(join(modelsDir, 'b voice'));
  expect(await localKinds(modelsDir)).toEqual(['voice']);
  await writeTinyEars(join(modelsDir, 'ears'), 'offline');
  expect((await localKinds(modelsDir)).sort()).toEqual(['ears', 'voice']);
  const madeAt = async (name: string) => (await stat(join(modelsDir, name))).birthtimeMs;
  do {
    // The clock of the file system has steps of some ms.
    await rm(join(modelsDir, 'c voice'), { recursive: true, force: true });
    await writeTinyVoice(join(modelsDir, 'c voice'));
  } while ((await madeAt('c voice')) <= (await madeAt('b voice')));
  expect((await openLocalVoice(options())).voices).toEqual(['c voice']);
  expect((await openLocalVoice({ ...options(), name: 'b voice' })).voices).toEqual(['b voice']);
  expect((await openLocalEars(options())).info).toMatchObject({ languages: ['en'], data: { at: 'thisMachine' } });
  await expect(openLocalEars({ ...options(), name: 'c voice' })).rejects.toMatchObject({
    code: 'config.invalid',
    message: 'The model c voice is no model for the ears',
  });
  await expect(openLocalEars({ ...options(), name: 'none' })).rejects.toMatchObject({ code: 'model.unusable' });
});

it('names the faults of the folders where no model can be used', async () => {
  const broken = await mkdtemp(join(tmpdir(), 'visavis-models-'));
  await writeTinyVoice(join(broken, 'piper'), { metadata: { frontend: undefined } });
  await expect(openLocalVoice({ ...options(), modelsDir: broken })).rejects.toThrow(
    /no model for the voice in .*: The model piper cannot be used: it needs the folder espeak-ng-data/,
  );
  await rm(broken, { recursive: true });
});

it('a machine without the native library has one line for it', () => {
  const missing = (name: string): string => {
    if (name.startsWith('sherpa-onnx-node')) return name;
    throw new Error(`Cannot find module '${name}'`);
  };
  expect(runtimeFault(missing)).toMatch(
    /^Models on this machine need the package sherpa-onnx-\S+, which is not installed[^\n]*$/,
  );
  expect(runtimeFault()).toBeUndefined();
});
