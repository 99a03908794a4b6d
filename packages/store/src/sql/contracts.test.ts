import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@visavis/core/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  avatarsContract,
  boundedTokensContract,
  durableTokensContract,
  forgettingTokensContract,
  licencesContract,
  recordsContract,
  tokensContract,
} from '../contracts/index.js';
import { PostgresServer } from '../testing/postgres-server.js';
import { licenceDigest, licenceId } from '../licence-key.js';
import { openDatabase, type Database, type DatabaseOptions } from './database.js';
import { SqlAvatars } from './sql-avatars.js';
import { SqlLicences } from './sql-licences.js';
import { SqlRecords } from './sql-records.js';
import { SqlTokens } from './sql-tokens.js';

const SHOP = { key: 'vv_the-shop', name: 'Shop', maxSessions: 2 };

interface Engine {
  /** Options of a database that holds nothing. */
  empty(): Promise<DatabaseOptions>;
}

/** The contracts of all ports, on one engine. */
function holds(engine: Engine): void {
  const open: Database[] = [];
  const opened = async (options: DatabaseOptions): Promise<Database> => {
    const database = await openDatabase(options);
    open.push(database);
    return database;
  };
  const empty = async (): Promise<Database> => opened(await engine.empty());
  afterEach(() => Promise.all(open.splice(0).map((database) => database.destroy())));

  const tokens = async (perLicence?: number) => new SqlTokens(await empty(), { perLicence });
  const tokensWithClock = async (perLicence?: number) => {
    const clock = new FakeClock();
    return { port: new SqlTokens(await empty(), { clock, perLicence }), advance: (ms: number) => clock.advance(ms) };
  };
  const durableTokens = async (perLicence?: number) => {
    const options = await engine.empty();
    const database = await opened(options);
    return {
      port: new SqlTokens(database, { perLicence }),
      reopen: async () => new SqlTokens(await opened(options), { perLicence }),
      obstruct: async () => {
        await database.schema.alterTable('spent_token').renameTo('away').execute();
        return () => database.schema.alterTable('away').renameTo('spent_token').execute();
      },
    };
  };

  describe.each([
    [
      'licences',
      licencesContract(async (entries) => {
        const licences = new SqlLicences(await empty());
        for (const entry of entries) await licences.add(entry, 1_000);
        return licences;
      }),
    ],
    ['licences of the configuration', licencesContract(async (entries) => new SqlLicences(await empty(), entries))],
    ['avatars', avatarsContract(async (listed) => new SqlAvatars(await empty(), listed))],
    ['tokens (R-23, R-24)', tokensContract(tokens)],
    ['tokens with a clock', forgettingTokensContract(tokensWithClock)],
    ['tokens with a bound (R-26)', boundedTokensContract(tokens)],
    ['tokens that outlive the process (R-23, R-24, Scenario G3)', durableTokensContract(durableTokens)],
    ['records', recordsContract(async () => new SqlRecords(await empty()))],
  ])('%s', (_port, contract) => {
    it.each([...contract])('$title', ({ run }) => run());
  });

  it('a second start finds the schema as it is, and two at once make one', async () => {
    const options = await engine.empty();
    const [one, other] = await Promise.all([opened(options), opened(options)]);
    await new SqlLicences(one).add(SHOP, 1_000);
    for (const database of [other, await opened(options)])
      expect(await new SqlLicences(database).add(SHOP, 2_000)).toBe(false);
  });

  it('a licence that is revoked opens nothing, for good, and is still listed', async () => {
    const licences = new SqlLicences(await empty());
    await licences.add(SHOP, 1_000);
    const id = licenceId(SHOP.key);
    expect([await licences.revoke(id, 2_000), await licences.revoke(id, 3_000)]).toEqual([true, false]);
    expect([await licences.byId(id), await licences.byKeyDigest(licenceDigest(SHOP.key))]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await licences.add(SHOP, 4_000)).toBe(false);
    expect(await licences.added()).toEqual([
      { id, name: 'Shop', maxSessions: 2, origins: undefined, createdAtMs: 1_000, revokedAtMs: 2_000 },
    ]);
  });

  it('a licence of the configuration is neither added nor revoked', async () => {
    const licences = new SqlLicences(await empty(), [SHOP]);
    expect([await licences.add(SHOP, 1_000), await licences.revoke(licenceId(SHOP.key), 2_000)]).toEqual([
      false,
      false,
    ]);
    expect(await licences.byId(licenceId(SHOP.key))).toBeDefined();
  });

  it('text with U+0000 neither keeps the records of other sessions from being written, nor finds anything', async () => {
    const database = await empty();
    const records = new SqlRecords(database);
    for (const sessionId of ['odd', 'other']) {
      records.append({ type: 'opened', sessionId, atMs: 1_000, nodeId: 'n', licenceId: 'shop', avatarId: 'iris' });
      const turn = { type: 'turn', sessionId, atMs: 2_000, turnId: '1', user: 'a\0b', heard: '\0' } as const;
      records.append({ ...turn, interrupted: false, toolCalls: 0, stagesMs: {} });
    }
    await records.settled();
    expect((await records.turns({ limit: 10 })).map(({ user, heard }) => user + heard)).toEqual(['ab', 'ab']);
    expect(await records.session('\0', '\0')).toBeUndefined();
    expect(await new SqlLicences(database).byId('\0')).toBeUndefined();
    expect(await new SqlTokens(database).isSpent({ id: '\0', licenceId: 'shop', expiresAtMs: 0 })).toBe(false);
  });

  it('of many servers that add an avatar of one name at once, one succeeds', async () => {
    const options = await engine.empty();
    const servers = await Promise.all(Array.from({ length: 3 }, () => opened(options)));
    const adding = Array.from({ length: 12 }, (_, i) =>
      new SqlAvatars(servers[i % servers.length]!).add({ id: `anna-${i}`, name: 'Anna' }),
    );
    expect((await Promise.all(adding)).filter((outcome) => outcome === 'added')).toHaveLength(1);
  });
}

describe('SQLite', () => {
  let folder: string;
  let files = 0;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'visavis-sqlite-'))));
  afterAll(() => rm(folder, { recursive: true }));
  holds({ empty: () => Promise.resolve({ path: join(folder, `${++files}`, 'visavis.db') }) });
});

describe('the file of SQLite', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'visavis-sqlite-'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('is read by its owner only, and so is its log', async () => {
    const path = join(folder, 'not', 'there', 'visavis.db');
    const database = await openDatabase({ path });
    await new SqlLicences(database).add(SHOP, 1_000);
    for (const name of [path, `${path}-wal`, `${path}-shm`]) expect((await stat(name)).mode & 0o077).toBe(0);
    await database.destroy();
  });

  it.each([
    ['is no database', 'a shopping list, much longer than the head of a database file is, so that it is read as one'],
    ['is a folder', undefined],
  ])('stops the start in one line where it %s', async (what, text) => {
    const path = join(folder, what);
    await (text === undefined ? mkdir(path) : writeFile(path, text.repeat(50)));
    const opening = openDatabase({ path });
    await expect(opening).rejects.toMatchObject({ code: 'config.invalid' });
    await expect(opening).rejects.toThrow(/^The database [^\n]* cannot be used: [^\n]+$/);
  });
});

const missing = await PostgresServer.missing();
if (missing !== undefined) console.warn(missing);

describe.skipIf(missing !== undefined)('PostgreSQL', () => {
  let server: PostgresServer | undefined;
  beforeAll(async () => (server = await PostgresServer.start()), 120_000);
  afterAll(() => server?.stop(), 120_000);
  holds({ empty: async () => ({ url: await server!.newDatabase(), path: '' }) });

  it('stops the start in one line without its password where it is away', async () => {
    const opening = openDatabase({ url: 'postgres://me:very-secret@127.0.0.1:9/visavis', path: '' });
    await expect(opening).rejects.toThrow(/^The database postgres:\/\/127.0.0.1:9\/visavis cannot be used: [^\n]+$/);
  });
});
