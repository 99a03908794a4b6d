import { avatarRecords, type AvatarRecord } from '@visavis/protocol/rest';
import { checkList, readList } from './read-list.js';

/** Reads avatars from a JSON file. @throws {CodedError} `config.invalid`, see `readList`. */
export const readAvatars = (setting: string, path: string): Promise<readonly AvatarRecord[]> =>
  readList(setting, path, avatarRecords);

/** Checks avatars from a program's options. @throws {CodedError} `config.invalid`, see `checkList`. */
export const checkAvatars = (source: string, given: readonly AvatarRecord[]): readonly AvatarRecord[] =>
  checkList(source, given, avatarRecords);
