import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { z } from 'zod';

/** What may be a key: it stands in addresses and headers. */
export const licenseKey = z
  .string()
  .regex(/^\S{8,200}$/, 'must be 8 to 200 characters without spaces')
  .regex(/^(?!vvt_)/, 'must not begin with vvt_, as tokens do');

export interface OwnLicense {
  readonly key: string;
  /** This start made it: somebody has to be told. */
  readonly made: boolean;
}

/**
 * The one key that opens sessions: the configured one, else the one kept in the data folder, made on the first start.
 *
 * @throws {CodedError} `config.invalid` when the data folder cannot be used.
 */
export async function openLicense(options: { dataDir: string; configured: string | undefined }): Promise<OwnLicense> {
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

async function keptLicense(path: string): Promise<OwnLicense | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.trim() ? { key: text.trim(), made: false } : undefined;
}

async function makeLicense(path: string): Promise<OwnLicense> {
  const key = `vv_${randomBytes(24).toString('base64url')}`;
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return { key, made: true };
}

/** To look a key up by: what the time of a comparison tells of a digest says nothing of the key. */
export const licenseDigest = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Names a licence in tables and logs without giving it away. */
export const licenseId = (key: string): string => licenseDigest(key).slice(0, 12);

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
