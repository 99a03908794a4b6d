import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file whole: beside its place first, then renamed. A reader, also one after a crash, sees the old file, the new
 * one or none, never half of one.
 *
 * @throws {Error} With the file system's code; nothing is left beside the place then.
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const partial = `${path}.${process.pid}.part`;
  try {
    const handle = await open(partial, 'w', 0o600);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw error;
  }
}
