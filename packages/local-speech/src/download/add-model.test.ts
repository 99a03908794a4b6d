import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeModel, findModels } from '../models/describe-model.js';
import { readModelRecord, verifyModel } from '../models/model-record.js';
import { archiveOf, ReleaseServer, writeTinyEars, writeTinyVoice } from '../testing/index.js';
import { addModel, type AddingProgress, type AddModelOptions } from './add-model.js';
import type { OfferedModel } from './offered-models.js';
import { removeModel } from './remove-model.js';

const VOICE: OfferedModel = {
  name: 'tiny-voice',
  kind: 'voice',
  summary: 'tones',
  languages: ['en-GB'],
  archives: ['tts-models/tiny-voice.tar.bz2'],
  files: ['model.onnx', 'tokens.txt', 'data/'],
  megabytes: 1,
  licences: ['weights: none'],
};
const PATH = '/tts-models/tiny-voice.tar.bz2';
const SUMS = '/tts-models/checksum.txt';

let root: string;
let archive: Uint8Array;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'visavis-add-'));
  const folder = join(root, 'source/anything');
  await writeTinyVoice(folder);
  await mkdir(join(folder, 'data/deep'), { recursive: true });
  await writeFile(join(folder, 'data/deep/a'), 'kept');
  await writeFile(join(folder, 'test.wav'), 'not kept');
  await symlink('/etc/hosts', join(folder, 'data/link'));
  archive = await archiveOf(folder);
});
afterAll(() => rm(root, { recursive: true }));

let server: ReleaseServer;
let modelsDir: string;
let pauses: number[];
beforeEach(async () => {
  server = await ReleaseServer.open();
  server.files.set(PATH, { bytes: archive });
  modelsDir = await mkdtemp(join(root, 'models-'));
  pauses = [];
});
afterEach(() => server.close());

const add = (options: Partial<AddModelOptions> = {}, model = VOICE): Promise<boolean> =>
  addModel(model, {
    modelsDir,
    mirror: server.url,
    pause: (ms) => Promise.resolve(pauses.push(ms)),
    onProgress: (progress) => progress.stage === 'download' && server.lose(progress.received),
    ...options,
  });
const answers = (path = PATH) =>
  server.requests.filter((request) => request.path === path).map(({ range, status }) => `${status} ${range ?? 'all'}`);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('adding a model', () => {
  it('downloads, unpacks what is needed, and records every file', async () => {
    const progress: AddingProgress[] = [];
    expect(await add({ onProgress: (one) => progress.push(one) })).toBe(true);
    expect(await readdir(modelsDir)).toEqual(['tiny-voice']);
    const folder = join(modelsDir, 'tiny-voice');
    expect((await readdir(folder)).sort()).toEqual(['data', 'model.onnx', 'tokens.txt', 'visavis-model.json']);
    expect(await readdir(join(folder, 'data'))).toEqual(['deep']);
    const record = await readModelRecord(folder);
    expect(record).toMatchObject({ languages: ['en-GB'], licences: VOICE.licences, sources: [`${server.url}${PATH}`] });
    expect(record?.files['data/deep/a']).toBe(sha256(Buffer.from('kept')));
    expect(Object.keys(record?.files ?? {})).toEqual(['data/deep/a', 'model.onnx', 'tokens.txt']);
    expect(await describeModel(folder)).toMatchObject({ kind: 'voice', name: 'tiny-voice', languages: ['en-GB'] });
    expect(progress.findLast(({ stage }) => stage === 'download')).toMatchObject({
      received: archive.length,
      total: archive.length,
    });
    expect(progress.slice(-2)).toEqual([{ stage: 'verify', published: false }, { stage: 'unpack' }]);
    expect(await add()).toBe(false);
    expect(answers()).toEqual(['200 all']);
  });

  it('goes on where a connection was lost, in this call and in the next one', async () => {
    const half = archive.length >> 1;
    server.files.set(PATH, { bytes: archive, stopsAfter: half - 1 });
    await add();
    expect(answers()).toEqual(['200 all', `206 bytes=${half - 1}-`, `206 bytes=${2 * (half - 1)}-`]);
    expect(pauses).toEqual([1000, 1000]);
  });

  it('a later call goes on with what an interrupted one has received', async () => {
    const stopping = new AbortController();
    server.files.set(PATH, { bytes: archive, stopsAfter: 1000 });
    const pause = () => Promise.resolve(stopping.abort(new Error('interrupted')));
    await expect(add({ signal: stopping.signal, pause })).rejects.toThrow('interrupted');
    expect(await findModels(modelsDir)).toEqual([]);
    server.files.set(PATH, { bytes: archive });
    await add();
    expect(answers()).toEqual(['200 all', '206 bytes=1000-']);
    await verifyModel(join(modelsDir, 'tiny-voice'));
  });

  it.each([
    ['has another file by now', { older: Buffer.from('older'.repeat(1000)) }],
    ['cannot send a part', { ranges: false }],
  ])('begins anew where the server %s', async (_why, { older, ranges }: { older?: Uint8Array; ranges?: boolean }) => {
    const stopping = new AbortController();
    server.files.set(PATH, { bytes: older ?? archive, stopsAfter: 1000 });
    const pause = () => Promise.resolve(stopping.abort(new Error('interrupted')));
    await add({ signal: stopping.signal, pause }).catch(() => undefined);
    server.files.set(PATH, { bytes: archive, ranges });
    await add();
    expect(answers()).toEqual(['200 all', '200 bytes=1000-']);
    await verifyModel(join(modelsDir, 'tiny-voice'));
  });

  it('asks again after a failure that passes, each time later, and gives up after five in a row', async () => {
    server.files.set(PATH, { bytes: archive, refusals: [503, 500, 429, 502] });
    await add();
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
    await removeModel(modelsDir, 'tiny-voice');
    server.files.set(PATH, { bytes: archive, refusals: [503, 503, 503, 503, 503] });
    await expect(add()).rejects.toMatchObject({
      code: 'model.download',
      message: `${server.url}${PATH} cannot be downloaded: the server returns 503`,
    });
  });

  it('does not ask again where the file is not there, and names the cause where there is no server', async () => {
    server.files.delete(PATH);
    await expect(add()).rejects.toThrow('the server returns 404');
    expect(pauses).toEqual([]);
    const mirror = server.url;
    await server.close();
    await expect(add({ mirror })).rejects.toMatchObject({
      code: 'model.download',
      message: expect.stringMatching(/cannot be downloaded: .*ECONNREFUSED/) as string,
    });
  });

  it.each([
    [`tiny-voice.tar.bz2\t%`, true],
    ['% *tiny-voice.tar.bz2', true],
    ['other.tar.bz2 %', false],
  ])('compares the archive with the list of its publisher: %s', async (line, published) => {
    const progress: AddingProgress[] = [];
    server.files.set(SUMS, { bytes: Buffer.from(`x ${'0'.repeat(64)}\n${line.replace('%', sha256(archive))}\n`) });
    await add({ onProgress: (one) => progress.push(one) });
    expect(progress).toContainEqual({ stage: 'verify', published });
  });

  it('deletes an archive that is not what its publisher states', async () => {
    server.files.set(SUMS, { bytes: Buffer.from(`tiny-voice.tar.bz2 ${'0'.repeat(64)}\n`) });
    await expect(add()).rejects.toThrow('is not the file that its publisher states');
    server.files.delete(SUMS);
    await add();
    expect(answers()).toEqual(['200 all', '200 all']);
  });

  it('deletes an archive that is damaged, or is a page of a portal instead', async () => {
    const damaged = Uint8Array.from(archive);
    damaged[archive.length >> 1]! ^= 1;
    for (const bytes of [damaged, Buffer.from('<html>'.repeat(1000)), archive.subarray(0, -40)]) {
      server.files.set(PATH, { bytes });
      await expect(add()).rejects.toMatchObject({
        code: 'model.download',
        message: expect.stringContaining('cannot be unpacked, and is deleted again') as string,
      });
    }
    server.files.set(PATH, { bytes: archive });
    await add();
  });

  it('refuses an archive with another kind of model, and leaves nothing that is taken for one', async () => {
    const folder = join(root, 'source/ears');
    await writeTinyEars(folder, 'offline');
    server.files.set(PATH, { bytes: await archiveOf(folder) });
    await expect(add()).rejects.toMatchObject({ code: 'model.unusable' });
    expect(await findModels(modelsDir)).toEqual([]);
  });

  it('says how much room is missing before anything is downloaded', async () => {
    await expect(add({}, { ...VOICE, megabytes: 1e9 })).rejects.toThrow(/needs 2200000000 MB while it is added/);
    expect(server.requests).toEqual([]);
  });

  it('reaches the server through a proxy where one is set', async () => {
    const proxy = await ReleaseServer.open();
    try {
      await add({ proxy: proxy.url });
      expect([...new Set(proxy.tunnels)]).toEqual([new URL(server.url).host]);
    } finally {
      await proxy.close();
    }
  });
});

describe('a model that was added', () => {
  it('is refused when one of its files has changed or is gone, and is removed', async () => {
    await add();
    const folder = join(modelsDir, 'tiny-voice');
    await writeFile(join(folder, 'tokens.txt'), 'x');
    await expect(verifyModel(folder)).rejects.toMatchObject({ code: 'model.changed' });
    await expect(add()).rejects.toThrow('tokens.txt is not what was downloaded');
    await rm(join(folder, 'tokens.txt'));
    await expect(verifyModel(folder)).rejects.toThrow('tokens.txt is missing');
    await writeFile(join(folder, 'visavis-model.json'), '{');
    await expect(verifyModel(folder)).rejects.toMatchObject({ code: 'model.changed' });
    expect(await removeModel(modelsDir, 'tiny-voice')).toBe(true);
    expect(await readdir(modelsDir)).toEqual([]);
    expect(await removeModel(modelsDir, 'tiny-voice')).toBe(false);
  });

  it.each(['', '.', '..', '../models', '.adding-x', '/etc', 'a/../..'])(
    'is removed by its name, which is no path: %j',
    async (name) => {
      await writeFile(join(root, 'stays'), '');
      expect(await removeModel(modelsDir, name)).toBe(false);
      expect(await readFile(join(root, 'stays'), 'utf8')).toBe('');
    },
  );
});
