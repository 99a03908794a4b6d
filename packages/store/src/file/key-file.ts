import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A licence key that a server keeps for itself. */
export interface KeptKey {
  readonly key: string;
  /** Whether this call created it. */
  readonly made: boolean;
}

/**
 * Reads the key in this file, or creates one when there is none, kept for the next start and readable by its owner only.
 *
 * @throws {Error} With the file system's code, when the file can neither be read nor created.
 */
export async function openKeyFile(path: string): Promise<KeptKey> {
  await mkdir(dirname(path), { recursive: true });
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.trim() ? { key: text.trim(), made: false } : createKey(path);
}

async function createKey(path: string): Promise<KeptKey> {
  const key = `vv_${randomBytes(24).toString('base64url')}`;
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return { key, made: true };
}
