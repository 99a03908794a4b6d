import { avatarRecords, type AvatarRecord } from '@visavis/protocol/rest';
import { readList } from './read-list.js';

/** Avatars from a JSON file. @throws {CodedError} `config.invalid`, see `readList`. */
export const readAvatars = (setting: string, path: string): Promise<readonly AvatarRecord[]> =>
  readList(setting, path, avatarRecords);
