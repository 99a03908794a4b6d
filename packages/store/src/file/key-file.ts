import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError } from '@visavis/core';
import { licenceKey, newLicenceKey } from '../licence-key.js';
import { createFile } from './create-file.js';
import { makeFolder } from './make-folder.js';

/** A licence key that a server keeps for itself. */
export interface KeptKey {
  readonly key: string;
  /** Whether this call created it. */
  readonly made: boolean;
}

/**
 * Reads the key in this file, or creates one when there is none, kept for the next start and readable by its owner only.
 * Servers that start side by side on one file have the same key.
 *
 * @throws {CodedError} `config.invalid` when the file holds something else than a key.
 * @throws {Error} With the file system's code, when the file can neither be read nor created.
 */
export async function openKeyFile(path: string): Promise<KeptKey> {
  await makeFolder(dirname(path));
  const key = newLicenceKey();
  if (await createFile(path, `${key}\n`)) return { key, made: true };
  const kept = await readKeyFile(path);
  if (kept !== undefined) return { key: kept, made: false };
  // A start that was cut short, or a full disk, has left the file empty.
  await writeFile(path, `${key}\n`);
  return { key, made: true };
}

/**
 * Reads the key in this file.
 *
 * @returns `undefined` when there is none.
 * @throws {CodedError} `config.invalid` when the file holds something else than a key.
 * @throws {Error} With the file system's code, when the file cannot be read.
 */
export async function readKeyFile(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const kept = text.trim();
  const read = licenceKey.safeParse(kept);
  if (kept === '' || read.success) return kept || undefined;
  const why = read.error.issues[0]?.message ?? 'is wrong';
  throw new CodedError('config.invalid', `The key in ${path} ${why}. Mend it, or delete the file for a new key`);
}
