import type { AvatarRecord } from '@visavis/protocol/rest';
import type { Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import type { Avatars } from '../avatars.js';
import { MemoryAvatars } from '../memory/memory-avatars.js';
import type { Database } from './database.js';
import type { Schema } from './schema.js';

const nextPosition = monotonicFactory();

/**
 * The operator's list, which stands in front, and added avatars in a database. A list is short and its names are compared
 * in more ways than an index knows, so it is read whole.
 */
export class SqlAvatars implements Avatars {
  readonly #database: Database;
  readonly #listed: readonly AvatarRecord[];

  /** @param listed No two with the same id or name, compared without regard to case. */
  constructor(database: Database, listed: readonly AvatarRecord[] = []) {
    this.#database = database;
    this.#listed = listed;
  }

  async list(): Promise<readonly AvatarRecord[]> {
    return (await this.#read(this.#database)).list();
  }

  async find(idOrName: string, licenceId?: string): Promise<AvatarRecord | undefined> {
    return (await this.#read(this.#database)).find(idOrName, licenceId);
  }

  add(avatar: AvatarRecord): ReturnType<Avatars['add']> {
    return this.#change(async (transaction, avatars) => {
      const outcome = await avatars.add(avatar);
      if (outcome === 'added')
        await transaction
          .insertInto('avatar')
          .values({ ...columnsOf(avatar), position: nextPosition() })
          .execute();
      return outcome;
    });
  }

  replace(avatar: AvatarRecord): ReturnType<Avatars['replace']> {
    return this.#change(async (transaction, avatars) => {
      const outcome = await avatars.replace(avatar);
      if (outcome === 'replaced')
        await transaction.updateTable('avatar').set(columnsOf(avatar)).where('id', '=', avatar.id).execute();
      return outcome;
    });
  }

  remove(id: string): ReturnType<Avatars['remove']> {
    return this.#change(async (transaction, avatars) => {
      const outcome = await avatars.remove(id);
      if (outcome === 'removed') await transaction.deleteFrom('avatar').where('id', '=', id).execute();
      return outcome;
    });
  }

  /** One change at a time over all servers: whether a name is free is known only while no other change is made. */
  #change<Outcome>(
    change: (transaction: Transaction<Schema>, avatars: MemoryAvatars) => Promise<Outcome>,
  ): Promise<Outcome> {
    return this.#database.transaction().execute(async (transaction) => {
      await transaction.updateTable('change_lock').set({ held: 1 }).where('what', '=', 'avatars').execute();
      return change(transaction, await this.#read(transaction));
    });
  }

  async #read(database: Database): Promise<MemoryAvatars> {
    const rows = await database.selectFrom('avatar').select('record').orderBy('position').execute();
    return new MemoryAvatars(
      this.#listed,
      rows.map(({ record }) => JSON.parse(record) as AvatarRecord),
    );
  }
}

const columnsOf = (avatar: AvatarRecord) => ({
  id: avatar.id,
  owner: avatar.owner ?? null,
  record: JSON.stringify(avatar),
});
