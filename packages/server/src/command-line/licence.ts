import { checkLicences, newLicenceKey, type KeptLicence, type LicenceEntry, type SqlLicences } from '@visavis/store';
import type { CommandWords } from './command.js';
import { say } from './say.js';
import { misused, UsageError } from './usage-error.js';
import { withStore } from './with-store.js';

/**
 * Adds a licence, lists those that were added, or revokes one. A server that is running on the same data follows at once.
 *
 * @throws {UsageError} When the words make no sense together, or an option has a wrong value.
 * @throws {CodedError} `config.invalid` when the settings are wrong, or the database cannot be used.
 */
export async function licence({ words, options }: CommandWords): Promise<void> {
  const [action, subject, ...rest] = words;
  if (rest.length > 0) throw misused(`"${rest[0]}" is one word too many`);
  if (action === 'add' && subject === undefined) {
    const entry = newLicence(options);
    return withStore(({ licences }) => add(licences, entry));
  }
  if (action === 'list' && subject === undefined) return withStore(({ licences }) => list(licences));
  if (action === 'revoke' && subject !== undefined) return withStore(({ licences }) => revoke(licences, subject));
  throw misused('Name what is done: add, list or revoke <id>');
}

/** The key stands in a line of its own, for programs; it can be shown this once. */
async function add(licences: SqlLicences, entry: LicenceEntry): Promise<void> {
  await licences.add(entry, Date.now());
  say(entry.key);
}

async function list(licences: SqlLicences): Promise<void> {
  for (const one of await licences.added()) say(lineOf(one));
}

async function revoke(licences: SqlLicences, idOrName: string): Promise<void> {
  const open = (await licences.added()).filter(({ revokedAtMs }) => revokedAtMs === undefined);
  const [found, ...namesakes] = open.filter(({ id, name }) => id === idOrName || name === idOrName);
  if (!found) throw misused(`There is no licence "${idOrName}" that could be revoked`);
  if (namesakes.length > 0) throw misused(`Several licences are called "${idOrName}"; give the id of one`);
  await licences.revoke(found.id, Date.now());
  say(`${found.name ?? found.id} is revoked: its key and its tokens open nothing any more.`);
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const lineOf = ({ id, name, maxSessions, origins, createdAtMs, revokedAtMs }: KeptLicence): string =>
  [
    id,
    name ?? '–',
    `since ${day(createdAtMs)}`,
    ...(maxSessions === undefined ? [] : [`at most ${maxSessions} sessions`]),
    ...(origins === undefined ? [] : [`from ${origins.join(', ')}`]),
    ...(revokedAtMs === undefined ? [] : [`revoked ${day(revokedAtMs)}`]),
  ].join('  ');

function newLicence({ name, origins, 'max-sessions': sessions }: CommandWords['options']): LicenceEntry {
  const given = {
    key: newLicenceKey(),
    ...(name !== undefined && { name }),
    ...(sessions !== undefined && { maxSessions: Number(sessions) }),
    ...(origins !== undefined && { origins: origins.split(',').map((origin) => origin.trim()) }),
  };
  try {
    return checkLicences('licence', [given])[0]!;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
