import type { Logger } from '@visavis/core';
import { PostgresDialect, type Dialect } from 'kysely';
import pg from 'pg';

/** Options of {@link postgresDialect}. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with the parameters that libpq knows. */
  readonly url: string;
  readonly logger?: Logger | undefined;
  /** Connections at most. */
  readonly connections?: number | undefined;
}

const CONNECTIONS = 10;
/** A database that does not answer is away: what waits for it fails, and can be tried again. */
const CONNECTING_MS = 5_000;
/** Object id of the type `bigint` (`pg_type.oid`). */
const BIGINT = 20;

/** PostgreSQL through a pool of connections, for Kysely. */
export function postgresDialect({ url, logger, connections = CONNECTIONS }: PostgresOptions): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECTING_MS,
    types: { getTypeParser: parserOf },
  });
  // A connection that breaks while it is not used is an event, which would end the process without a listener.
  pool.on('error', (error) => logger?.warn('connection to the database lost', { error }));
  return new PostgresDialect({ pool });
}

/** Numbers of 64 bits are times and counts, which a JavaScript number holds exactly; pg gives them as text. */
const parserOf: pg.CustomTypesConfig['getTypeParser'] = (oid: number, format?: 'text' | 'binary') =>
  oid === BIGINT ? Number : pg.types.getTypeParser(oid, format);
