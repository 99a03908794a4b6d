import { sql, type Kysely } from 'kysely';

/** Licences, avatars, single-use tokens, sessions and turns. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('licence')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('key_digest', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text')
    .addColumn('max_sessions', 'integer')
    .addColumn('origins', 'text')
    .addColumn('token_key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute();

  await schema
    .createTable('avatar')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text')
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('position', 'text', (column) => column.notNull().unique())
    .execute();

  await schema
    .createTable('change_lock')
    .addColumn('what', 'text', (column) => column.primaryKey())
    .addColumn('held', 'integer', (column) => column.notNull())
    .execute();
  await sql`insert into change_lock (what, held) values ('avatars', 1)`.execute(db);

  await schema
    .createTable('spent_token')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('licence_id', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('era', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('spent_token_by_era').on('spent_token').columns(['era', 'expires_at']).execute();
  await schema
    .createTable('spent_count')
    .addColumn('licence_id', 'text', (column) => column.primaryKey())
    .addColumn('spent', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('token_era')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('era', 'bigint', (column) => column.notNull())
    .execute();
  await sql`insert into token_era (id, era) values (1, 0)`.execute(db);

  await schema
    .createTable('session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('node_id', 'text', (column) => column.notNull())
    .addColumn('licence_id', 'text', (column) => column.notNull())
    .addColumn('avatar_id', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('closed_at', 'bigint')
    .addColumn('close_code', 'integer')
    .addColumn('close_reason', 'text')
    .addColumn('duration_ms', 'bigint')
    .addColumn('turns', 'integer')
    .addColumn('heard_chars', 'integer')
    .execute();
  await schema.createIndex('session_by_time').on('session').columns(['opened_at', 'id']).execute();
  await schema.createIndex('session_of_licence').on('session').columns(['licence_id', 'opened_at', 'id']).execute();

  await schema
    .createTable('turn')
    .addColumn('session_id', 'text', (column) => column.notNull().references('session.id').onDelete('cascade'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('position', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'bigint', (column) => column.notNull())
    .addColumn('user_words', 'text', (column) => column.notNull())
    .addColumn('heard', 'text', (column) => column.notNull())
    .addColumn('interrupted', 'integer', (column) => column.notNull())
    .addColumn('tool_calls', 'integer', (column) => column.notNull())
    .addColumn('stages_ms', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('turn_pk', ['session_id', 'id'])
    .execute();
  await schema.createIndex('turn_of_session').on('turn').columns(['session_id', 'position']).execute();
  await schema.createIndex('turn_in_order').on('turn').column('position').execute();
}
