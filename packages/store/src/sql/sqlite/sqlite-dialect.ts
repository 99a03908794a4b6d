import type { Logger } from '@visavis/core';
import { RESTART_AFTER_MS, WorkerHost, workerModule } from '@visavis/worker';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { SqliteCalls, SqliteValue, SqliteWorkerData } from './sqlite-calls.js';

/** Options of {@link sqliteDialect}. */
export interface SqliteOptions extends Partial<SqliteWorkerData> {
  /** The file; its folder exists. */
  readonly path: string;
  readonly logger?: Logger | undefined;
}

/** Another process writes for a few milliseconds at a time; one that is stopped in the middle is given up. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * SQLite in a thread of its own, for Kysely. A write waits for the disk, up to 60 ms and more; in this way it costs the
 * thread of the media the time of a message.
 */
export function sqliteDialect({ path, busyTimeoutMs = BUSY_TIMEOUT_MS, logger }: SqliteOptions): Dialect {
  const data: SqliteWorkerData = { path, busyTimeoutMs };
  return {
    createAdapter: () => new TransactionalDdl(),
    createDriver: () =>
      new SqliteThread(
        () =>
          new WorkerHost<SqliteCalls>(workerModule(import.meta.url, 'sqlite-worker'), {
            name: 'sqlite',
            data,
            restartAfterMs: RESTART_AFTER_MS,
            ...(logger && { logger }),
          }),
      ),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Kysely runs migrations in one transaction only where it is said that the database can; SQLite can. */
class TransactionalDdl extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** One connection, which is lent to one user after the other. */
class SqliteThread implements Driver {
  readonly #start: () => WorkerHost<SqliteCalls>;
  #connection: SqliteConnection | undefined;
  /** Resolves when the connection was given back by everyone who asked before. */
  #free: Promise<void> = Promise.resolve();
  #giveBack: () => void = () => undefined;

  constructor(start: () => WorkerHost<SqliteCalls>) {
    this.#start = start;
  }

  init(): Promise<void> {
    this.#connection = new SqliteConnection(this.#start());
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const free = this.#free;
    let giveBack!: () => void;
    this.#free = new Promise((resolve) => (giveBack = resolve));
    await free;
    this.#giveBack = giveBack;
    return this.#connection!;
  }

  /** Takes the right to write at once: two processes that read first and then write would wait for each other. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(): Promise<void> {
    this.#giveBack();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#connection?.close();
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #host: WorkerHost<SqliteCalls>;

  constructor(host: WorkerHost<SqliteCalls>) {
    this.#host = host;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, changes } = await this.#host.call('query', { sql, parameters: parameters as SqliteValue[] });
    return { rows: rows as Row[], numAffectedRows: BigInt(changes) };
  }

  /** Rows that do not fit into memory are asked for in pages. */
  // eslint-disable-next-line require-yield -- Kysely asks for it, and it has nothing to give
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('SQLite runs in another thread, from which rows do not stream');
  }

  async close(): Promise<void> {
    await this.#host.call('close', undefined).catch(() => undefined);
    await this.#host.close();
  }
}
