import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError, type Logger } from '@visavis/core';

export interface KeptFile<T> {
  readonly path: string;
  /** @throws {CodedError} When the file is damaged: it is made again. */
  read(file: Uint8Array): T;
  make(): Promise<Uint8Array>;
  readonly logger: Logger;
}

/** Reads a file that was kept, or makes it and keeps it. One that cannot be kept is only logged. */
export async function keptFile<T>({ path, read, make, logger }: KeptFile<T>): Promise<T> {
  const known = await readKept(path, read, logger);
  if (known !== undefined) return known;
  const file = await make();
  await keep(file, path, logger);
  return read(file);
}

async function readKept<T>(path: string, read: KeptFile<T>['read'], logger: Logger): Promise<T | undefined> {
  try {
    return read(await readFile(path));
  } catch (error) {
    if (error instanceof CodedError) logger.warn('face pack is rebuilt', { path, reason: error.message });
    else if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn('face pack cannot be read', { path, error });
    return undefined;
  }
}

/** Writes beside the file and renames: a reader sees the old file, the new one or none, but never half of one. */
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
