import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { avatarRecord } from '@visavis/protocol/rest';
import type { Database } from './database.js';
import { SqlAvatars } from './sql-avatars.js';
import { SqlTokens } from './sql-tokens.js';

/** Folders of earlier versions, in which each thing was a file of its own. */
export interface EarlierFolders {
  /** `<id>.json` of each added avatar. */
  readonly avatars: string;
  /** `<hour of expiry, since 1970>/<licence>/<id>` of each used token. */
  readonly usedTokens: string;
}

const HOUR_MS = 3_600_000;
/** Behind the name of a folder that was taken over; it is kept for the way back to an earlier version. */
const TAKEN = '.taken-over';

/**
 * Takes avatars and used tokens over from the folders of an earlier version, where there are such, once. A start that ends in
 * the middle is followed by one that does it again.
 *
 * @throws {CodedError} `config.invalid` when one of the files is damaged, or has a name of another avatar.
 */
export async function takeOver(database: Database, { avatars, usedTokens }: EarlierFolders): Promise<void> {
  await takeFolder(avatars, () => takeAvatars(database, avatars));
  await takeFolder(usedTokens, () => takeTokens(database, usedTokens));
}

async function takeFolder(path: string, take: () => Promise<void>): Promise<void> {
  try {
    if ((await namesIn(path)).length === 0) return;
    await take();
    await rename(path, path + TAKEN);
  } catch (cause) {
    throw new CodedError('config.invalid', `${path} cannot be taken over: ${(cause as Error).message}`, { cause });
  }
}

async function takeAvatars(database: Database, path: string): Promise<void> {
  const avatars = new SqlAvatars(database);
  const there = new Set((await avatars.list()).map(({ id }) => id));
  for (const name of (await namesIn(path)).filter((one) => one.endsWith('.json')).sort()) {
    const avatar = avatarRecord.parse(JSON.parse(await readFile(join(path, name), 'utf8')));
    if (there.has(avatar.id) || (await avatars.add(avatar)) === 'added') continue;
    throw new Error(`"${avatar.name}" (${avatar.id}) has a name of another avatar`);
  }
}

async function takeTokens(database: Database, path: string): Promise<void> {
  const tokens = new SqlTokens(database);
  for (const hour of await namesIn(path))
    for (const licenceId of await namesIn(join(path, hour))) {
      const ids = await namesIn(join(path, hour, licenceId));
      await tokens.spendAll(ids.map((id) => ({ id, licenceId, expiresAtMs: Number(hour) * HOUR_MS })));
    }
}

const namesIn = (path: string): Promise<string[]> =>
  readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
