import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@visavis/core';
import { workerModule } from '@visavis/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyFrameSpacing } from './idle-encoding.js';
import { IDLE_FRAMES, IDLE_GOP } from '../rig/idle.js';
import { writeFace } from '../faces/face-file.js';
import { ovalFace } from '../testing/oval-face.js';
import type { FacePack, Poster } from '../ports.js';
import { readPack } from './pack-file.js';
import { prepareFace, preparePoster, removePacks } from './prepare.js';

const encoders = { url: workerModule(import.meta.url, '../testing/fake-encoder').href, id: 'fake' };

/** Building one takes seconds of computing, many of them on a busy machine. */
describe('the pack of a face', { timeout: 60_000 }, () => {
  let cacheDir: string;
  let pack: FacePack;
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  const prepare = () => prepareFace({ id: 'iris' }, { cacheDir, logger, encoders });
  const path = async () => join(cacheDir, (await readdir(cacheDir))[0]!);

  beforeAll(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'visavis-pack-'));
    pack = await prepare();
  }, 60_000);
  afterAll(() => rm(cacheDir, { recursive: true }));

  it('stays in memory before a picture of one session, and is kept before one of the server', async () => {
    const picture = join(cacheDir, 'beach.jpg');
    await writeFile(picture, 'a picture');
    const before = (source: object) =>
      // What is made is the pack of another background, so that it is refused when it is read.
      prepareFace({ id: 'iris', ...source }, { cacheDir, logger, encoders, inTurn: async () => made as never });
    const made = await readFile(await path());
    const files = await readdir(cacheDir);
    await expect(before({ background: 'upload:1', picture: Buffer.from('a picture') })).rejects.toThrow();
    expect(await readdir(cacheDir)).toEqual(files);
    await expect(before({ background: 'picture:beach', picture })).rejects.toThrow();
    expect(await readdir(cacheDir)).toHaveLength(files.length + 1);
    for (const name of (await readdir(cacheDir)).filter((name) => !files.includes(name) || name === 'beach.jpg'))
      await rm(join(cacheDir, name));
  });

  it('holds the whole loop for each codec, with a keyframe every second or two, and fewer pictures at the lowest bitrates', () => {
    for (const rung of [...pack.idle.vp8, ...pack.idle.h264]) {
      expect(rung.frames).toHaveLength(IDLE_FRAMES);
      const spacing = keyFrameSpacing(rung.bitrateBps);
      rung.frames.forEach((frame, i) => expect(frame?.keyFrame ?? false).toBe(i % spacing === 0));
    }
    const pictures = pack.idle.vp8.map(({ frames }) => frames.filter(Boolean).length);
    expect(pictures[0]).toBe(IDLE_FRAMES);
    expect(pictures.at(-1)).toBe((IDLE_FRAMES / IDLE_GOP) * Math.ceil(IDLE_GOP / 4));
  });

  it('is kept under the id of the face and the key of its content', async () => {
    expect(await readdir(cacheDir)).toEqual([`iris-${pack.key}.pack`]);
  });

  it('is not built for a face that does not exist', async () => {
    const stranger = prepareFace({ id: 'stranger' }, { cacheDir, logger, encoders });
    await expect(stranger).rejects.toMatchObject({
      code: 'avatar.unknown_face',
      message: 'There is no face "stranger"',
    });
    expect(await readdir(cacheDir)).toHaveLength(1);
  });

  it('is read back as it was written, and nothing else is left in the folder', async () => {
    const before = await readFile(await path());
    const again = await prepare();
    expect(again.idle).toEqual(pack.idle);
    expect(before.equals(await readFile(await path()))).toBe(true);
    expect(await readdir(cacheDir)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['a flipped bit', (file: Buffer) => file.fill(file[file.length - 5]! ^ 1, file.length - 5, file.length - 4)],
    ['a missing end', (file: Buffer) => file.subarray(0, file.length - 1000)],
    ['another file in its place', () => Buffer.from('hello')],
  ])('is rejected with %s', async (_, damage) => {
    const file = damage(await readFile(await path()));
    expect(() => readPack(file, pack.key)).toThrow(expect.objectContaining({ code: 'avatar.invalid_pack' }));
  });

  it('is rejected when it was built with other settings', async () => {
    const file = await readFile(await path());
    expect(() => readPack(file, 'other')).toThrow(expect.objectContaining({ code: 'avatar.invalid_pack' }));
  });

  it('is rebuilt when it is damaged', async () => {
    const good = await readFile(await path());
    await writeFile(await path(), good.subarray(0, good.length / 2));
    expect(Buffer.from(pack.idle.vp8[0]!.frames[7]!.data).equals((await prepare()).idle.vp8[0]!.frames[7]!.data)).toBe(
      true,
    );
    expect(warnings.splice(0)).toEqual(['face pack is rebuilt']);
    expect(good.equals(await readFile(await path()))).toBe(true);
  });

  it('is removed with its face, and no pack of another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'visavis-packs-'));
    try {
      for (const id of ['iris', 'iris-two']) await writeFile(join(folder, `${id}-${pack.key}.pack`), '');
      await removePacks('iris', folder);
      expect(await readdir(folder)).toEqual([`iris-two-${pack.key}.pack`]);
      await removePacks('iris', join(folder, 'nowhere'));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is given up when its owner closes', async () => {
    const ending = new AbortController();
    const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
      setImmediate(() => ending.abort());
      return work();
    };
    const { signal } = ending;
    const folder = join(cacheDir, 'other');
    const half = prepareFace({ id: 'iris' }, { cacheDir: folder, logger, encoders, signal, inTurn });
    await expect(half).rejects.toMatchObject({ code: 'worker.died' });
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });
});

describe('the poster of a face', { timeout: 60_000 }, () => {
  it('is a JPEG, painted once and kept', async () => {
    const cacheDir = await mkdtemp(join(tmpdir(), 'visavis-poster-'));
    const source = { id: 'oval', file: join(cacheDir, 'oval.face') };
    const paint = (): Promise<Poster> => preparePoster(source, { cacheDir, logger: silentLogger, encoders });
    try {
      await writeFile(source.file, writeFace(ovalFace(), 'drawing'));
      const { contentType, data } = await paint();
      expect(contentType).toBe('image/jpeg');
      expect([...data.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
      const file = (await readdir(cacheDir)).find((name) => name.endsWith('.jpg'));
      await writeFile(join(cacheDir, file!), 'the one that was kept');
      expect(Buffer.from((await paint()).data).toString()).toBe('the one that was kept');
    } finally {
      await rm(cacheDir, { recursive: true });
    }
  });
});
