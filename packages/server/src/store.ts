import { join } from 'node:path';
import type { AvatarRecord } from '@visavis/protocol/rest';
import {
  FaceFiles,
  FileAvatars,
  FileJobs,
  FileTokens,
  MemoryLicences,
  MemoryPlaces,
  MemoryRecords,
  MemoryResumes,
  type LicenceEntry,
  type Store,
} from '@visavis/store';
import type { Config } from './config/config.js';

type StoreConfig = Pick<Config, 'dataDir' | 'maxSessions' | 'queueLimit'>;

/** Lists that operators keep beside the configuration. */
export interface Listed {
  readonly licences: readonly LicenceEntry[];
  readonly avatars: readonly AvatarRecord[];
}

/**
 * Opens all state of the server: used tokens and added avatars are kept in the data folder, and the rest lives as long as
 * the process.
 *
 * @throws {CodedError} `config.invalid` when the data folder cannot be used.
 */
export async function openStore(config: StoreConfig, { licences, avatars }: Listed): Promise<Store> {
  const { dataDir, maxSessions, queueLimit } = config;
  return {
    licences: new MemoryLicences(licences),
    avatars: await openAvatars(dataDir, avatars),
    tokens: await FileTokens.open({ path: join(dataDir, 'used-tokens') }),
    places: new MemoryPlaces({ total: maxSessions, line: queueLimit }),
    resumes: new MemoryResumes(),
    records: new MemoryRecords(),
  };
}

/** @throws {CodedError} `config.invalid` when the avatars that were added cannot be read. */
export const openAvatars = (dataDir: string, listed: readonly AvatarRecord[]): Promise<FileAvatars> =>
  FileAvatars.open({ path: join(dataDir, 'added-avatars'), listed });

/** Folder of the packs, which are made again where they are missing. */
export const packsDir = (dataDir: string): string => join(dataDir, 'avatars');

/** Folder of the pictures that may be seen behind a face. */
export const backgroundsDir = (dataDir: string): string => join(dataDir, 'backgrounds');

/** The faces that were made here. */
export const openFaceFiles = (dataDir: string): FaceFiles => new FaceFiles(join(dataDir, 'faces'));

/** @throws {CodedError} `config.invalid` when the jobs cannot be read. */
export const openJobs = (dataDir: string): Promise<FileJobs> => FileJobs.open(join(dataDir, 'avatar-jobs'));
