import { join } from 'node:path';
import {
  FileTokens,
  MemoryAvatars,
  MemoryLicences,
  MemoryPlaces,
  MemoryRecords,
  MemoryResumes,
  readAvatars,
  type LicenceEntry,
  type Store,
} from '@visavis/store';
import type { Config } from './config/config.js';

type StoreConfig = Pick<Config, 'avatarsPath' | 'dataDir' | 'maxSessions' | 'queueLimit'>;

/**
 * Opens all state of the server: what operators write down is read once, used tokens are kept in the data folder, and the
 * rest lives as long as the process.
 *
 * @throws {CodedError} `config.invalid` when a file cannot be read, or is wrong.
 */
export async function openStore(config: StoreConfig, licences: readonly LicenceEntry[]): Promise<Store> {
  const { avatarsPath, dataDir, maxSessions, queueLimit } = config;
  return {
    licences: new MemoryLicences(licences),
    avatars: new MemoryAvatars(avatarsPath === undefined ? [] : await readAvatars('VISAVIS_AVATARS', avatarsPath)),
    tokens: await FileTokens.open({ path: join(dataDir, 'spent-tokens'), nowMs: Date.now() }),
    places: new MemoryPlaces({ total: maxSessions, line: queueLimit }),
    resumes: new MemoryResumes(),
    records: new MemoryRecords(),
  };
}
