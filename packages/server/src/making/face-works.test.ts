import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaceSource } from '@visavis/avatar';
import { CodedError, silentLogger, type Background } from '@visavis/core';
import { FaceFiles } from '@visavis/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FaceWorks } from './face-works.js';

let folder: string;
let files: FaceFiles;
let shown: [FaceSource, Background][];
/** Lets the stage end what it does. */
let release: () => void;
let works: FaceWorks;
let refusal: Error | undefined;
const FILE = Uint8Array.of(1, 2, 3);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-works-'));
  files = new FaceFiles(join(folder, 'faces'));
  [shown, refusal] = [[], undefined];
  const held = new Promise<void>((resolve) => (release = resolve));
  const stage = {
    show: (source: FaceSource, background: Background) => {
      shown.push([source, background]);
      return background === 'transparent' ? Promise.reject(new CodedError('avatar.one_layer')) : held;
    },
    hide: () => held,
  };
  const makeFace = () => (refusal ? Promise.reject(refusal) : Promise.resolve({ file: FILE, report: [] }));
  const maker = () => Promise.resolve({ makeFace });
  works = new FaceWorks({ files, packsDir: join(folder, 'packs'), stage, logger: silentLogger, maker });
});
afterEach(() => rm(folder, { recursive: true }));

const make = (signal = new AbortController().signal, background?: Background) =>
  works.make(Uint8Array.of(9), { faceId: 'anna', face: undefined, signal, background, onProgress: () => undefined });
const kept = () => readdir(join(folder, 'faces')).catch(() => []);

it('a face is kept and shown', async () => {
  release();
  expect(await make()).toEqual([]);
  const source = { id: 'anna', file: join(folder, 'faces', 'anna.face') };
  expect([await kept(), shown]).toEqual([['anna.face'], [[source, 'own']]]);
});

it('a face that cannot be seen before its background is deleted', async () => {
  release();
  await expect(make(undefined, 'transparent')).rejects.toMatchObject({ code: 'avatar.one_layer' });
  await expect.poll(kept).toEqual([]);
});

it('nothing is kept of a picture that is refused', async () => {
  refusal = new CodedError('face.not_found', 'None');
  await expect(make()).rejects.toBe(refusal);
  expect(await kept()).toEqual([]);
});

it('a face that is cancelled while it is prepared ends at once, and is deleted when that has ended', async () => {
  const controller = new AbortController();
  const making = make(controller.signal);
  await expect.poll(() => shown.length).toBe(1);
  const reason = new Error('no more');
  controller.abort(reason);
  await expect(making).rejects.toBe(reason);
  expect(await kept()).toEqual(['anna.face']);
  release();
  await expect.poll(kept).toEqual([]);
});

it('a face stays while it is shown, and is deleted by the next process where this one ends before', async () => {
  await files.keep('anna', FILE);
  await works.remove('anna');
  expect((await kept()).sort()).toEqual(['anna.face', 'anna.leaving']);
  await works.clean(['anna']);
  expect(await kept()).toContain('anna.face');
  await works.clean([]);
  expect(await kept()).toEqual([]);
  release();
});

it('Scenario G3: a face is deleted on a full disk too, where nothing can be noted, and no process ends', async () => {
  await files.keep('anna', FILE);
  files.retire = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  await works.remove('anna');
  release();
  await expect.poll(kept).toEqual([]);
});
