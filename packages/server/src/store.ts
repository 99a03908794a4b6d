import { join } from 'node:path';
import type { AvatarRecord } from '@visavis/protocol/rest';
import {
  FileTokens,
  MemoryAvatars,
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
 * Opens all state of the server: used tokens are kept in the data folder, and the rest lives as long as the process.
 *
 * @throws {CodedError} `config.invalid` when the data folder cannot be used.
 */
export async function openStore(config: StoreConfig, { licences, avatars }: Listed): Promise<Store> {
  const { dataDir, maxSessions, queueLimit } = config;
  return {
    licences: new MemoryLicences(licences),
    avatars: new MemoryAvatars(avatars),
    tokens: await FileTokens.open({ path: join(dataDir, 'used-tokens') }),
    places: new MemoryPlaces({ total: maxSessions, line: queueLimit }),
    resumes: new MemoryResumes(),
    records: new MemoryRecords(),
  };
}
