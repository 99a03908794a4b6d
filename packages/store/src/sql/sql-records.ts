import { systemClock, type Clock, type Logger } from '@visavis/core';
import { sql, type Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import {
  FAILED,
  SERVER_ENDED,
  type RecordedSession,
  type RecordedTurn,
  type Records,
  type SessionRecord,
  type SessionsQuery,
  type TurnsQuery,
} from '../records.js';
import type { Database } from './database.js';
import { columnsOfClosed, rowOfOpened, rowOfTurn, sessionOf, turnOf } from './record-rows.js';
import type { Schema } from './schema.js';

/** Options of {@link SqlRecords}. */
export interface SqlRecordsOptions {
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** Records that wait for the database at most; new sessions are not recorded beyond. */
  readonly capacity?: number | undefined;
}

/** What comes within this time is written at once: the wait for the disk does not grow with the number of sessions. */
const GATHER_MS = 50;
/** Until the next attempt when the database is away. */
const RETRY_MS = 1_000;
/** Some 10 MB, and an hour of a thousand sessions' talk. */
const CAPACITY = 20_000;
/** Rows of one statement; SQLite takes 32,766 parameters. */
const ROWS_AT_ONCE = 500;

interface Waiting {
  readonly record: SessionRecord;
  /** Sortable. */
  readonly position: string;
}

const nextPosition = monotonicFactory();

/**
 * Records in a database. They are gathered and written in one transaction; while the database is away they wait. A session
 * is recorded whole or not at all: one that opens while too many records wait leaves none.
 */
export class SqlRecords implements Records {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #logger: Logger | undefined;
  readonly #capacity: number;
  readonly #waiting: Waiting[] = [];
  /** Sessions that are open and not recorded. */
  readonly #left = new Set<string>();
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #dropped = 0;

  constructor(database: Database, { clock = systemClock, logger, capacity = CAPACITY }: SqlRecordsOptions = {}) {
    this.#database = database;
    this.#clock = clock;
    this.#logger = logger;
    this.#capacity = capacity;
  }

  /** Number of sessions that were not recorded for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  append(record: SessionRecord): void {
    const { sessionId, type } = record;
    if (type === 'opened' && this.#waiting.length >= this.#capacity) {
      this.#left.add(sessionId);
      this.#dropped++;
    }
    if (!this.#left.has(sessionId)) this.#waiting.push({ record, position: nextPosition() });
    if (type === 'closed') this.#left.delete(sessionId);
    this.#writeAfter(GATHER_MS);
  }

  /** @throws What keeps the database from taking them; they are tried again. */
  async settled(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    while (this.#waiting.length > 0) await this.#write();
  }

  async session(id: string, licenceId?: string): Promise<RecordedSession | undefined> {
    let query = this.#database.selectFrom('session').selectAll().where('id', '=', id);
    if (licenceId !== undefined) query = query.where('licence_id', '=', licenceId);
    const row = await query.executeTakeFirst();
    return row && sessionOf(row);
  }

  async sessions({ licenceId, fromMs, beforeMs, state, from, limit }: SessionsQuery): Promise<RecordedSession[]> {
    let query = this.#database.selectFrom('session').selectAll();
    if (licenceId !== undefined) query = query.where('licence_id', '=', licenceId);
    if (fromMs !== undefined) query = query.where('opened_at', '>=', fromMs);
    if (beforeMs !== undefined) query = query.where('opened_at', '<', beforeMs);
    if (state === 'open') query = query.where('closed_at', 'is', null);
    if (state === 'failed') query = query.where('close_code', '=', FAILED);
    if (state === 'completed') query = query.where('close_code', '!=', FAILED);
    if (from)
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('opened_at', 'id'), '>=', tuple(from.openedAtMs, from.id)),
      );
    return (await query.orderBy('opened_at').orderBy('id').limit(limit).execute()).map(sessionOf);
  }

  async turns({ licenceId, sessionId, fromMs, beforeMs, from, limit }: TurnsQuery): Promise<RecordedTurn[]> {
    let query = this.#database.selectFrom('turn').selectAll('turn');
    if (licenceId !== undefined)
      query = query.innerJoin('session', 'session.id', 'turn.session_id').where('session.licence_id', '=', licenceId);
    if (sessionId !== undefined) query = query.where('turn.session_id', '=', sessionId);
    if (fromMs !== undefined) query = query.where('turn.ended_at', '>=', fromMs);
    if (beforeMs !== undefined) query = query.where('turn.ended_at', '<', beforeMs);
    if (from !== undefined) query = query.where('turn.position', '>=', from);
    return (await query.orderBy('turn.position').limit(limit).execute()).map(turnOf);
  }

  async remove(id: string, licenceId?: string): Promise<boolean> {
    let query = this.#database.deleteFrom('session').where('id', '=', id);
    if (licenceId !== undefined) query = query.where('licence_id', '=', licenceId);
    return (await query.returning('id').executeTakeFirst()) !== undefined;
  }

  async closeOthers(nodeId: string): Promise<void> {
    const ofSession = sql`from turn where turn.session_id = session.id`;
    const lastMs = sql<number>`coalesce((select max(turn.ended_at) ${ofSession}), opened_at)`;
    await this.#database
      .updateTable('session')
      .set({
        closed_at: lastMs,
        close_code: FAILED,
        close_reason: SERVER_ENDED,
        duration_ms: sql<number>`${lastMs} - opened_at`,
        turns: sql<number>`(select count(*) ${ofSession})`,
        heard_chars: sql<number>`(select coalesce(sum(length(turn.heard)), 0) ${ofSession})`,
      })
      .where('closed_at', 'is', null)
      .where('node_id', '!=', nodeId)
      .execute();
  }

  async forget(openedBeforeMs: number): Promise<number> {
    const forgotten = await this.#database
      .deleteFrom('session')
      .where('opened_at', '<', openedBeforeMs)
      .where('closed_at', 'is not', null)
      .returning('id')
      .execute();
    return forgotten.length;
  }

  #writeAfter(delayMs: number): void {
    this.#cancelTimer ??= this.#clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      this.#write().catch((error: unknown) => {
        this.#logger?.warn('records wait for the database', { error, waiting: this.#waiting.length });
        this.#writeAfter(RETRY_MS);
      });
    });
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, ROWS_AT_ONCE);
      await this.#database.transaction().execute((transaction) => write(transaction, batch));
      this.#waiting.splice(0, batch.length);
    }
  }
}

async function write(transaction: Transaction<Schema>, batch: readonly Waiting[]): Promise<void> {
  const records = batch.map(({ record }) => record);
  const opened = records.flatMap((record) => (record.type === 'opened' ? [rowOfOpened(record)] : []));
  if (opened.length > 0)
    await transaction
      .insertInto('session')
      .values(opened)
      .onConflict((conflict) => conflict.doNothing())
      .execute();

  const turns = batch.flatMap(({ record, position }) => (record.type === 'turn' ? [rowOfTurn(record, position)] : []));
  const known = await knownAmong(transaction, new Set(turns.map(({ session_id }) => session_id)));
  const ofKnown = turns.filter(({ session_id }) => known.has(session_id));
  if (ofKnown.length > 0)
    await transaction
      .insertInto('turn')
      .values(ofKnown)
      .onConflict((conflict) => conflict.doNothing())
      .execute();

  for (const record of records)
    if (record.type === 'closed')
      await transaction
        .updateTable('session')
        .set(columnsOfClosed(record))
        .where('id', '=', record.sessionId)
        .where('closed_at', 'is', null)
        .execute();
}

/** Turns of a session that was deleted meanwhile, or never recorded, have no place. */
async function knownAmong(transaction: Transaction<Schema>, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  if (ids.size === 0) return ids;
  const rows = await transaction
    .selectFrom('session')
    .select('id')
    .where('id', 'in', [...ids])
    .execute();
  return new Set(rows.map(({ id }) => id));
}
