import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { openKeyFile, type KeptKey } from '@visavis/store';

/**
 * The server's own key: the configured one, else the one kept in the data folder, created at the first start.
 *
 * @throws {CodedError} `config.invalid` when the data folder cannot be used.
 */
export async function openOwnKey(options: { dataDir: string; configured: string | undefined }): Promise<KeptKey> {
  if (options.configured !== undefined) return { key: options.configured, made: false };
  try {
    return await openKeyFile(join(options.dataDir, 'license'));
  } catch (cause) {
    throw new CodedError('config.invalid', `VISAVIS_DATA must be a folder that can be written: ${reason(cause)}`, {
      cause,
    });
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
