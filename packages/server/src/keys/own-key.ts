import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { openKeyFile, readKeyFile } from '@visavis/store';

/** The key of a server. */
export interface OwnKey {
  readonly key: string;
  /** The file in which this start has created it. */
  readonly madeIn?: string;
}

/**
 * The server's own key: the configured one, else the one kept in the data folder, created at the first start.
 *
 * @throws {CodedError} `config.invalid` when the data folder cannot be used.
 */
export async function openOwnKey(options: { dataDir: string; configured: string | undefined }): Promise<OwnKey> {
  if (options.configured !== undefined) return { key: options.configured };
  const path = pathIn(options.dataDir);
  const { key, made } = await openKeyFile(path).catch(explain);
  return made ? { key, madeIn: path } : { key };
}

/** Checks the key that {@link openOwnKey} would find, and creates none. @throws {CodedError} `config.invalid` */
export async function readOwnKey(options: { dataDir: string; configured: string | undefined }): Promise<void> {
  if (options.configured === undefined) await readKeyFile(pathIn(options.dataDir)).catch(explain);
}

const pathIn = (dataDir: string): string => join(dataDir, 'license');

function explain(cause: unknown): never {
  if (cause instanceof CodedError) throw cause;
  throw new CodedError('config.invalid', `VISAVIS_DATA must be a folder that can be written: ${reason(cause)}`, {
    cause,
  });
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
