import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, type Logger } from '@visavis/core';
import type { VideoEncoderModule } from '@visavis/media';
import { WorkerHost, workerModule } from '@visavis/worker';
import type { AvatarPack, PrepareAvatarOptions } from '../ports.js';
import { readPack } from './pack-file.js';
import { packKey } from './settings.js';

export type PackCalls = { build: { argument: undefined; result: Uint8Array } };
export type PackEvents = { progressed: { done: number } };
export interface PackWorkerData {
  readonly key: string;
  readonly encoders: VideoEncoderModule;
}

/**
 * The pack of Iris: read from the cache folder, or made in a worker thread and kept there. A damaged or outdated file is
 * replaced.
 *
 * @throws {CodedError} `worker.died` or `provider.failed` when it cannot be made. A cache that cannot be written is only
 * logged: the pack is then made anew at the next start.
 */
export async function prepareAvatar(options: PrepareAvatarOptions): Promise<AvatarPack> {
  const { cacheDir, logger, encoders } = options;
  const key = packKey(encoders);
  const path = join(cacheDir, `iris-${key}.pack`);
  const known = await readCached(path, key, logger);
  if (known) return known;
  const startedMs = performance.now();
  logger.info('preparing the avatar', { avatar: 'iris', pack: key });
  const file = await build({ key, encoders }, logger);
  await keep(file, cacheDir, path, logger);
  logger.info('avatar prepared', { pack: key, bytes: file.length, tookMs: Math.round(performance.now() - startedMs) });
  return readPack(file, key);
}

async function readCached(path: string, key: string, logger: Logger): Promise<AvatarPack | undefined> {
  try {
    return readPack(await readFile(path), key);
  } catch (error) {
    if (error instanceof CodedError) logger.warn('avatar pack is rebuilt', { path, reason: error.message });
    else if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn('avatar pack cannot be read', { path, error });
    return undefined;
  }
}

async function build(data: PackWorkerData, logger: Logger): Promise<Uint8Array> {
  const module = workerModule(import.meta.url, 'pack-worker');
  const host = new WorkerHost<PackCalls, PackEvents>(module, { name: 'avatar-pack', data, logger });
  host.events.on('progressed', ({ done }) => logger.debug('preparing the avatar', { percent: Math.round(done * 100) }));
  try {
    return await host.call('build', undefined);
  } finally {
    await host.close();
  }
}

/** Written beside and renamed: a reader sees the old file, the new one or none, but never half of one. */
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
    logger.warn('avatar pack cannot be kept', { path, error });
  }
}
