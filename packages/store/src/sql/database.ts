import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError, type Logger } from '@visavis/core';
import { Kysely, Migrator } from 'kysely';
import { makeFolder } from '../file/make-folder.js';
import { MIGRATIONS } from './migrations/index.js';
import { postgresDialect } from './postgres/postgres-dialect.js';
import type { Schema } from './schema.js';
import { sqliteDialect } from './sqlite/sqlite-dialect.js';
import { WithoutNul } from './without-nul.js';

/** An open database, which its owner closes by `destroy()`. */
export type Database = Kysely<Schema>;

/** Which database is opened: PostgreSQL where there is a `url`, SQLite in the file otherwise. */
export interface DatabaseOptions {
  /** `postgres://…` */
  readonly url?: string | undefined;
  /** File of the embedded database. Its folder is made. */
  readonly path: string;
  readonly logger?: Logger | undefined;
}

/**
 * Opens the database and brings its schema up to date. Of several servers that start at once one does so, and the others
 * wait.
 *
 * @throws {CodedError} `config.invalid` when it cannot be opened, or was written by a later version.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, path, logger } = options;
  try {
    if (url === undefined) await makeFile(path);
    const database = new Kysely<Schema>({
      dialect: url === undefined ? sqliteDialect({ path, logger }) : postgresDialect({ url, logger }),
      plugins: [new WithoutNul()],
    });
    try {
      await migrate(database);
    } catch (error) {
      await database.destroy();
      throw error;
    }
    return database;
  } catch (cause) {
    const where = url === undefined ? path : withoutPassword(url);
    throw new CodedError('config.invalid', `The database ${where} cannot be used: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** An empty file is an empty database. It holds what people have said, so that only its owner reads it; its log takes the same mode. */
async function makeFile(path: string): Promise<void> {
  await makeFolder(dirname(path));
  await (await open(path, 'a', 0o600)).close();
}

async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error(String(error));
}

function withoutPassword(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'that DATABASE_URL names';
  }
}
