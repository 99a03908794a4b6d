import { writeFile } from 'node:fs/promises';

/**
 * Creates a file for its owner alone, in one step between all processes.
 *
 * @returns Whether it was created; one that exists is left as it is.
 * @throws {Error} With the file system's code, when it cannot be created.
 */
export async function createFile(path: string, text = ''): Promise<boolean> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
