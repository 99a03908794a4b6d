import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';

export interface License {
  readonly key: string;
  /** This start made it: somebody has to be told. */
  readonly made: boolean;
}

/**
 * The one key that opens sessions: the configured one, else the one kept in the data folder, made on the first start.
 *
 * @throws {CodedError} `config.invalid` when the data folder cannot be used.
 */
export async function openLicense(options: { dataDir: string; configured: string | undefined }): Promise<License> {
  if (options.configured !== undefined) return { key: options.configured, made: false };
  const path = join(options.dataDir, 'license');
  try {
    await mkdir(options.dataDir, { recursive: true });
    return (await keptLicense(path)) ?? (await makeLicense(path));
  } catch (cause) {
    throw new CodedError('config.invalid', `VISAVIS_DATA must be a folder that can be written: ${reason(cause)}`, {
      cause,
    });
  }
}

async function keptLicense(path: string): Promise<License | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.trim() ? { key: text.trim(), made: false } : undefined;
}

async function makeLicense(path: string): Promise<License> {
  const key = `vv_${randomBytes(24).toString('base64url')}`;
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return { key, made: true };
}

/** Takes the same time whatever the difference, and whatever the length. */
export function licenseMatches(expected: string, candidate: string): boolean {
  return timingSafeEqual(digest(expected), digest(candidate));
}

/** Names a licence in tables and logs without giving it away. */
export function licenseId(key: string): string {
  return digest(key).toString('hex').slice(0, 12);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
