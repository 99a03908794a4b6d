import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AT_REST, isUploaded, type Logger, type Motion } from '@visavis/core';
import type { VideoEncoderModule } from '@visavis/media';
import { WorkerHost, workerModule } from '@visavis/worker';
import { digestOfFace } from '../faces/face-file.js';
import { readShown, type FaceSource } from '../faces/load-face.js';
import type { FacePack, Poster, PrepareFaceOptions } from '../ports.js';
import { keptFile } from './kept-file.js';
import type { LoopSource } from './loops.js';
import { readPack } from './pack-file.js';
import { packKey } from './pack-key.js';

export type PackCalls = {
  build: { argument: undefined; result: Uint8Array };
  paint: { argument: undefined; result: Uint8Array };
};
export type PackEvents = { progressed: { done: number } };
export interface PackWorkerData {
  /** The file of the face. */
  readonly face: Uint8Array;
  readonly source: FaceSource;
  readonly motion: Motion;
  /** Key of the pack. */
  readonly key: string;
  readonly encoders: VideoEncoderModule;
}

/** What is made of a face, and what log lines say about it. */
interface Making {
  readonly data: PackWorkerData;
  readonly about: Record<string, string>;
  readonly logger: Logger;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Prepares the pack of one face and motion: reads it from the cache folder, or builds it in a worker thread and keeps it there. A
 * damaged or outdated file is replaced. What is before a picture of one session is not kept.
 *
 * @throws {CodedError} `avatar.unknown_face`, `avatar.invalid_face`; `worker.died` or `provider.failed` when it cannot be
 *   built. A cache that cannot be written is only logged: the pack is then rebuilt at the next start.
 */
export async function prepareFace(source: LoopSource, options: PrepareFaceOptions): Promise<FacePack> {
  const { cacheDir, logger, inTurn = (work) => work() } = options;
  const making = await makingOf(source, options);
  const { key } = making.data;
  const read = (file: Uint8Array): FacePack => readPack(file, key);
  const make = (): Promise<Uint8Array> => inTurn(() => build(making));
  // A picture of one session stays in memory.
  if (isUploaded(source.background ?? 'own')) return read(await make());
  return keptFile({ path: join(cacheDir, `${source.id}-${key}.pack`), read, make, logger });
}

/** Paints the poster of one face, or reads it from the cache folder. @throws {CodedError} See `prepareFace`. */
export async function preparePoster(source: FaceSource, options: PrepareFaceOptions): Promise<Poster> {
  const { cacheDir, logger } = options;
  const making = await makingOf(source, options);
  const [ending, contentType] =
    source.background === 'transparent' ? ['webp', 'image/webp' as const] : ['jpg', 'image/jpeg' as const];
  return keptFile<Poster>({
    path: join(cacheDir, `${source.id}-${making.data.key}.${ending}`),
    read: (data) => ({ contentType, data }),
    make: () => inThread('paint', making),
    logger,
  });
}

/** Deletes what was prepared of a face from the cache folder. It is made again where the face is still shown. */
export async function removePacks(faceId: string, cacheDir: string): Promise<void> {
  const isOfFace = (name: string): boolean => /^(.*)-[0-9a-f]{16}\.(pack|jpg|webp)$/.exec(name)?.[1] === faceId;
  const names = await readdir(cacheDir).catch(() => []);
  for (const name of names.filter(isOfFace)) await rm(join(cacheDir, name), { force: true });
}

async function makingOf(source: LoopSource, { encoders, logger, signal }: PrepareFaceOptions): Promise<Making> {
  const { background = 'own', motion = AT_REST } = source;
  const { face, picture } = await readShown(source);
  const behind = picture && createHash('sha256').update(picture).digest('hex');
  const key = packKey({ face: digestOfFace(face), background, picture: behind, motion }, encoders);
  return { data: { face, source, motion, key, encoders }, about: { face: source.id, pack: key }, logger, signal };
}

async function build(making: Making): Promise<Uint8Array> {
  const { about, logger } = making;
  const startedMs = performance.now();
  logger.info('preparing the face', about);
  const file = await inThread('build', making);
  const tookMs = Math.round(performance.now() - startedMs);
  logger.info('face prepared', { ...about, bytes: file.length, tookMs });
  return file;
}

async function inThread(what: keyof PackCalls, { data, about, logger, signal }: Making): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const module = workerModule(import.meta.url, 'pack-worker');
  const host = new WorkerHost<PackCalls, PackEvents>(module, { name: 'avatar-pack', data, logger });
  host.events.on('progressed', ({ done }) =>
    logger.debug('preparing the face', { ...about, percent: Math.round(done * 100) }),
  );
  const leave = (): void => void host.close();
  signal?.addEventListener('abort', leave);
  try {
    return await host.call(what, undefined);
  } finally {
    signal?.removeEventListener('abort', leave);
    await host.close();
  }
}
