import { stateOf, type RecordedSession, type Records } from '@visavis/store';
import type { CommandWords } from './command.js';
import { everySession } from './read-records.js';
import { say } from './say.js';
import { misused } from './usage-error.js';
import { withStore } from './with-store.js';

/**
 * Lists the recorded sessions, those opened first in front, or deletes one with all that was said in it.
 *
 * @throws {UsageError} When the words make no sense together.
 * @throws {CodedError} `config.invalid` when the settings are wrong, or the database cannot be used.
 */
export async function sessions({ words, flags }: CommandWords): Promise<void> {
  const [action = 'list', id, ...rest] = words;
  if (rest.length > 0) throw misused(`"${rest[0]}" is one word too many`);
  if (action === 'list' && id === undefined) return withStore(({ records }) => list(records, flags.has('json')));
  if (action === 'delete' && id !== undefined) return withStore(({ records }) => remove(records, id));
  throw misused('Name what is done: list, or delete <id>');
}

async function list(records: Records, asJson: boolean): Promise<void> {
  const all: RecordedSession[] = [];
  for await (const session of everySession(records)) all.push(session);
  if (asJson) return say(JSON.stringify(all, undefined, 2));
  for (const session of all) say(lineOf(session));
}

async function remove(records: Records, id: string): Promise<void> {
  if (!(await records.remove(id))) throw misused(`There is no session "${id}"`);
  say(`${id} is deleted, with all that was said in it.`);
}

function lineOf(session: RecordedSession): string {
  const { id, openedAtMs, avatarId, licenceId, closed } = session;
  const lasted = closed ? `${Math.round(closed.usage.durationMs / 1000)} s, ${closed.usage.turns} turns` : 'open';
  const failed = stateOf(session) === 'failed' ? ', failed' : '';
  return `${id}  ${new Date(openedAtMs).toISOString().slice(0, 19)}Z  ${avatarId}  ${licenceId}  ${lasted}${failed}`;
}
