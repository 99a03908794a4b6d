import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, type Logger } from '@visavis/core';
import type { VideoEncoderModule } from '@visavis/media';
import { WorkerHost, workerModule } from '@visavis/worker';
import { digestOfFace } from '../faces/face-file.js';
import { readFaceFile, type FaceSource } from '../faces/load-face.js';
import type { FacePack, PrepareFaceOptions } from '../ports.js';
import { readPack } from './pack-file.js';
import { packKey } from './pack-key.js';

export type PackCalls = { build: { argument: undefined; result: Uint8Array } };
export type PackEvents = { progressed: { done: number } };
export interface PackWorkerData {
  /** The file of the face. */
  readonly face: Uint8Array;
  /** Key of the pack. */
  readonly key: string;
  readonly encoders: VideoEncoderModule;
}

/**
 * Prepares the pack of one face: reads it from the cache folder, or builds it in a worker thread and keeps it there. A
 * damaged or outdated file is replaced.
 *
 * @throws {CodedError} `avatar.unknown_face`, `avatar.invalid_face`; `worker.died` or `provider.failed` when it cannot be
 *   built. A cache that cannot be written is only logged: the pack is then rebuilt at the next start.
 */
export async function prepareFace(source: FaceSource, options: PrepareFaceOptions): Promise<FacePack> {
  const { cacheDir, logger, encoders } = options;
  const face = await readFaceFile(source);
  const key = packKey(digestOfFace(face), encoders);
  const path = join(cacheDir, `${source.id}-${key}.pack`);
  const known = await readCached(path, key, logger);
  if (known) return known;
  const startedMs = performance.now();
  const about = { face: source.id, pack: key };
  logger.info('preparing the face', about);
  const file = await build({ face, key, encoders }, { about, logger });
  await keep(file, cacheDir, path, logger);
  const tookMs = Math.round(performance.now() - startedMs);
  logger.info('face prepared', { ...about, bytes: file.length, tookMs });
  return readPack(file, key);
}

/** Deletes the packs of a face from the cache folder. They are made again where the face is still shown. */
export async function removePacks(faceId: string, cacheDir: string): Promise<void> {
  const isOfFace = (name: string): boolean => /^(.*)-[0-9a-f]{16}\.pack$/.exec(name)?.[1] === faceId;
  const names = await readdir(cacheDir).catch(() => []);
  for (const name of names.filter(isOfFace)) await rm(join(cacheDir, name), { force: true });
}

async function build(
  data: PackWorkerData,
  { about, logger }: { about: Record<string, string>; logger: Logger },
): Promise<Uint8Array> {
  const module = workerModule(import.meta.url, 'pack-worker');
  const host = new WorkerHost<PackCalls, PackEvents>(module, { name: 'avatar-pack', data, logger });
  host.events.on('progressed', ({ done }) =>
    logger.debug('preparing the face', { ...about, percent: Math.round(done * 100) }),
  );
  try {
    return await host.call('build', undefined);
  } finally {
    await host.close();
  }
}

async function readCached(path: string, key: string, logger: Logger): Promise<FacePack | undefined> {
  try {
    return readPack(await readFile(path), key);
  } catch (error) {
    if (error instanceof CodedError) logger.warn('face pack is rebuilt', { path, reason: error.message });
    else if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn('face pack cannot be read', { path, error });
    return undefined;
  }
}

/** Writes beside the file and renames: a reader sees the old file, the new one or none, but never half of one. */
async function keep(file: Uint8Array, cacheDir: string, path: string, logger: Logger): Promise<void> {
  const partial = `${path}.${process.pid}.part`;
  try {
    await mkdir(cacheDir, { recursive: true });
    const handle = await open(partial, 'w');
    try {
      await handle.writeFile(file);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    logger.warn('face pack cannot be kept', { path, error });
  }
}
