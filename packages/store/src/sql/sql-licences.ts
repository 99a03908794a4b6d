import { randomBytes } from 'node:crypto';
import { licenceDigest, licenceId } from '../licence-key.js';
import type { Licence, Licences } from '../licences.js';
import { MemoryLicences, type LicenceEntry } from '../memory/memory-licences.js';
import type { Database } from './database.js';
import type { LicenceTable } from './schema.js';

/** A licence as its operator sees it: without its key, which is kept nowhere. */
export interface KeptLicence extends Omit<Licence, 'tokenKey'> {
  /** Wall clock, ms since 1970. */
  readonly createdAtMs: number;
  /** Since then its key opens nothing. */
  readonly revokedAtMs?: number | undefined;
}

/**
 * The licences of the configuration, which stand in front, and those that were added in a database, which every server on it
 * finds at once. Of a key only the digest is kept; the secret of its tokens is random.
 */
export class SqlLicences implements Licences {
  readonly #database: Database;
  readonly #configured: Licences;

  constructor(database: Database, configured: readonly LicenceEntry[] = []) {
    this.#database = database;
    this.#configured = new MemoryLicences(configured);
  }

  async byKeyDigest(digest: string): Promise<Licence | undefined> {
    return (await this.#configured.byKeyDigest(digest)) ?? this.#by('key_digest', digest);
  }

  async byId(id: string): Promise<Licence | undefined> {
    return (await this.#configured.byId(id)) ?? this.#by('id', id);
  }

  /** @param nowMs Wall clock, ms since 1970. @returns `false` when the key is known already, be it revoked. */
  async add({ key, name, maxSessions, origins }: LicenceEntry, nowMs: number): Promise<boolean> {
    if (await this.#configured.byId(licenceId(key))) return false;
    const inserted = await this.#database
      .insertInto('licence')
      .values({
        id: licenceId(key),
        key_digest: licenceDigest(key),
        name: name ?? null,
        max_sessions: maxSessions ?? null,
        origins: origins ? JSON.stringify(origins) : null,
        token_key: randomBytes(32).toString('base64url'),
        created_at: nowMs,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return inserted !== undefined;
  }

  /** Those that were added, revoked ones too, in the order of their creation. */
  async added(): Promise<readonly KeptLicence[]> {
    const rows = await this.#database.selectFrom('licence').selectAll().orderBy('created_at').orderBy('id').execute();
    return rows.map((row) => ({
      ...termsOf(row),
      createdAtMs: row.created_at,
      revokedAtMs: row.revoked_at ?? undefined,
    }));
  }

  /**
   * Ends a licence for good: neither its key nor a token of it opens anything from now on. Sessions that are open go on.
   *
   * @returns `false` when no licence with this id was added, or it was revoked before.
   */
  async revoke(id: string, nowMs: number): Promise<boolean> {
    const revoked = await this.#database
      .updateTable('licence')
      .set({ revoked_at: nowMs })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    return revoked !== undefined;
  }

  async #by(column: 'id' | 'key_digest', value: string): Promise<Licence | undefined> {
    const row = await this.#database
      .selectFrom('licence')
      .selectAll()
      .where(column, '=', value)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return row && { ...termsOf(row), tokenKey: Buffer.from(row.token_key, 'base64url') };
  }
}

const termsOf = ({ id, name, max_sessions, origins }: LicenceTable) => ({
  id,
  name: name ?? undefined,
  maxSessions: max_sessions ?? undefined,
  origins: origins === null ? undefined : (JSON.parse(origins) as string[]),
});
