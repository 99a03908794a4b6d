import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, type Logger } from '@visavis/core';

/** Most that a folder keeps, bytes: clients choose backgrounds, and each has a loop of some megabytes. */
const MAX_BYTES = 2 ** 30;

export interface KeptFile<T> {
  readonly path: string;
  /** @throws {CodedError} When the file is damaged: it is made again. */
  read(file: Uint8Array): T;
  make(): Promise<Uint8Array>;
  readonly logger: Logger;
  /** @defaultValue 1 GiB */
  readonly maxBytes?: number;
}

/**
 * Reads a file that was kept, or makes it and keeps it. One that cannot be kept is only logged. Where a folder becomes too
 * large, the files that were not used for longest are deleted: they are made again.
 */
export async function keptFile<T>({ path, read, make, logger, maxBytes = MAX_BYTES }: KeptFile<T>): Promise<T> {
  const known = await readKept(path, read, logger);
  if (known !== undefined) return known;
  const file = await make();
  await keep(file, path, logger);
  await prune(dirname(path), maxBytes);
  return read(file);
}

async function readKept<T>(path: string, read: KeptFile<T>['read'], logger: Logger): Promise<T | undefined> {
  try {
    const known = read(await readFile(path));
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined);
    return known;
  } catch (error) {
    if (error instanceof CodedError) logger.warn('face pack is rebuilt', { path, reason: error.message });
    else if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn('face pack cannot be read', { path, error });
    return undefined;
  }
}

/**
 * Writes beside the file and renames: a reader sees the old file, the new one or none, but never half of one. The store
 * writes its files in the same way, in lines of its own: the packages below both do not touch files.
 */
async function keep(file: Uint8Array, path: string, logger: Logger): Promise<void> {
  const partial = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
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

async function prune(folder: string, maxBytes: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      return { path, bytes: found?.size ?? 0, usedMs: found?.mtimeMs ?? 0 };
    }),
  );
  let bytes = 0;
  for (const file of files.toSorted((a, b) => b.usedMs - a.usedMs)) {
    bytes += file.bytes;
    if (bytes > maxBytes) await rm(file.path, { force: true }).catch(() => undefined);
  }
}
