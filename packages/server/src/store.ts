import { join } from 'node:path';
import type { Logger } from '@visavis/core';
import type { AvatarRecord } from '@visavis/protocol/rest';
import {
  FaceFiles,
  FileJobs,
  MemoryPlaces,
  MemoryRecords,
  MemoryResumes,
  openDatabase,
  SqlAvatars,
  SqlLicences,
  SqlRecords,
  SqlTokens,
  takeOver,
  type LicenceEntry,
  type Store,
} from '@visavis/store';
import type { Config } from './config/config.js';

type StoreConfig = Pick<Config, 'dataDir' | 'databaseUrl' | 'recordDays' | 'maxSessions' | 'queueLimit'>;

/** Lists that operators keep beside the configuration. */
export interface Listed {
  readonly licences: readonly LicenceEntry[];
  readonly avatars: readonly AvatarRecord[];
}

/** All state of a server. Its owner closes it, behind everything that uses it. */
export interface OpenStore extends Store {
  readonly licences: SqlLicences;
  close(): Promise<void>;
}

/**
 * Opens all state of the server: licences, used tokens and added avatars are kept in the database, which is a file of the
 * data folder where no other is configured; the rest lives as long as the process. What an earlier version has kept in files
 * of its own is taken over.
 *
 * @throws {CodedError} `config.invalid` when the data folder or the database cannot be used.
 */
export async function openStore(config: StoreConfig, listed: Listed, logger?: Logger): Promise<OpenStore> {
  const { dataDir, databaseUrl, recordDays, maxSessions, queueLimit } = config;
  const database = await openDatabase({ url: databaseUrl, path: join(dataDir, 'visavis.db'), logger });
  try {
    await takeOver(database, { avatars: join(dataDir, 'added-avatars'), usedTokens: join(dataDir, 'used-tokens') });
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return {
    licences: new SqlLicences(database, listed.licences),
    avatars: new SqlAvatars(database, listed.avatars),
    tokens: new SqlTokens(database),
    places: new MemoryPlaces({ total: maxSessions, line: queueLimit }),
    resumes: new MemoryResumes(),
    records: recordDays > 0 ? new SqlRecords(database, { logger }) : new MemoryRecords(),
    close: () => database.destroy(),
  };
}

/** Folder of the packs, which are made again where they are missing. */
export const packsDir = (dataDir: string): string => join(dataDir, 'avatars');

/** Folder of the pictures that may be seen behind a face. */
export const backgroundsDir = (dataDir: string): string => join(dataDir, 'backgrounds');

/** The faces that were made here. */
export const openFaceFiles = (dataDir: string): FaceFiles => new FaceFiles(join(dataDir, 'faces'));

/** @throws {CodedError} `config.invalid` when the jobs cannot be read. */
export const openJobs = (dataDir: string): Promise<FileJobs> => FileJobs.open(join(dataDir, 'avatar-jobs'));
