import { systemClock, type Clock } from '@visavis/core';
import { sql, type Transaction } from 'kysely';
import { LONGEST_LIFE_MS, MAX_SPENT_PER_LICENCE, tooManySpent, type SingleUseToken, type Tokens } from '../tokens.js';
import type { Database } from './database.js';
import type { Schema } from './schema.js';

/** Options of {@link SqlTokens}. */
export interface SqlTokensOptions {
  readonly clock?: Pick<Clock, 'nowMs'> | undefined;
  /** Spent tokens of one licence at most. @defaultValue {@link MAX_SPENT_PER_LICENCE} */
  readonly perLicence?: number | undefined;
}

/**
 * Spent tokens in a database: servers that share it spend a token once between them. They also share its eras: any of them
 * that has seen one era for as long as a token lives begins the next.
 */
export class SqlTokens implements Tokens {
  readonly #database: Database;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #perLicence: number;
  /** The latest era that was seen here, and since when, on the monotonic clock. */
  #seen = { era: -1, sinceMs: 0 };

  constructor(database: Database, { clock = systemClock, perLicence = MAX_SPENT_PER_LICENCE }: SqlTokensOptions = {}) {
    this.#database = database;
    this.#clock = clock;
    this.#perLicence = perLicence;
  }

  async spend(token: SingleUseToken, nowMs: number): Promise<boolean> {
    const era = await this.#currentEra();
    await this.#database.transaction().execute((within) => forget(within, era - 2, nowMs));
    return this.#database.transaction().execute((within) => this.#insert(within, token, era));
  }

  /** Takes tokens for spent, be it once more: those that were recorded elsewhere. */
  async spendAll(tokens: readonly SingleUseToken[]): Promise<void> {
    const era = await this.#currentEra();
    await this.#database.transaction().execute(async (within) => {
      for (const token of tokens) await this.#insert(within, token, era);
    });
  }

  async isSpent({ id }: SingleUseToken): Promise<boolean> {
    const row = await this.#database.selectFrom('spent_token').select('id').where('id', '=', id).executeTakeFirst();
    return row !== undefined;
  }

  async #insert(transaction: Transaction<Schema>, { id, licenceId, expiresAtMs }: SingleUseToken, era: number) {
    const inserted = await transaction
      .insertInto('spent_token')
      .values({ id, licence_id: licenceId, expires_at: expiresAtMs, era })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!inserted) return false;
    const counted = await transaction
      .insertInto('spent_count')
      .values({ licence_id: licenceId, spent: 1 })
      .onConflict((conflict) =>
        conflict
          .column('licence_id')
          .doUpdateSet({ spent: sql`spent_count.spent + 1` })
          .where('spent_count.spent', '<', this.#perLicence),
      )
      .returning('spent')
      .executeTakeFirst();
    // Ends the transaction: the token is not spent.
    if (!counted) throw tooManySpent(licenceId);
    return true;
  }

  async #currentEra(): Promise<number> {
    const nowMs = this.#clock.nowMs();
    let { era } = await this.#database.selectFrom('token_era').select('era').executeTakeFirstOrThrow();
    if (era === this.#seen.era && nowMs - this.#seen.sinceMs >= LONGEST_LIFE_MS) {
      // Another server may have begun the next one meanwhile; then nothing is changed here.
      await this.#database
        .updateTable('token_era')
        .set({ era: era + 1 })
        .where('era', '=', era)
        .execute();
      era++;
    }
    if (era !== this.#seen.era) this.#seen = { era, sinceMs: nowMs };
    return era;
  }
}

/** Deletes the tokens of all eras up to this one that have expired. */
async function forget(transaction: Transaction<Schema>, era: number, nowMs: number): Promise<void> {
  const deleted = await transaction
    .deleteFrom('spent_token')
    .where('era', '<=', era)
    .where('expires_at', '<=', nowMs)
    .returning('licence_id')
    .execute();
  for (const [licenceId, count] of countsOf(deleted.map((row) => row.licence_id)))
    await transaction
      .updateTable('spent_count')
      .set({ spent: sql`spent - ${count}` })
      .where('licence_id', '=', licenceId)
      .execute();
}

function countsOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
