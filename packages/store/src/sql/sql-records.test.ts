import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@visavis/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionRecord } from '../records.js';
import { openDatabase, type Database } from './database.js';
import { SqlRecords } from './sql-records.js';

let folder: string;
let database: Database;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock();
  folder = await mkdtemp(join(tmpdir(), 'visavis-records-'));
  database = await openDatabase({ path: join(folder, 'visavis.db') });
});
afterEach(async () => {
  await database.destroy();
  await rm(folder, { recursive: true });
});

const opened = (sessionId: string): SessionRecord => ({
  ...{ type: 'opened', sessionId, atMs: 1_000, nodeId: 'node', licenceId: 'shop', avatarId: 'iris' },
});
const closed = (sessionId: string): SessionRecord => ({
  ...{ type: 'closed', sessionId, atMs: 2_000, code: 1000, reason: 'Session ended' },
  usage: { durationMs: 1_000, turns: 0, heardChars: 0 },
});

const rename = (from: string, to: string) => database.schema.alterTable(from).renameTo(to).execute();
const idsIn = async (records: SqlRecords) => (await records.sessions({ limit: 100 })).map(({ id }) => id);

describe('records in a database', () => {
  it('are gathered for a moment and written at once', async () => {
    const records = new SqlRecords(database, { clock });
    const transaction = vi.spyOn(database, 'transaction');
    for (let i = 0; i < 40; i++) records.append(opened(`session-${i}`));
    expect(clock.pending).toBe(1);
    clock.advance(50);
    await records.settled();
    expect(transaction).toHaveBeenCalledTimes(1);
    expect(await idsIn(records)).toHaveLength(40);
    expect(clock.pending).toBe(0);
  });

  it('wait while the database is away, and are written when it is back, in their order', async () => {
    const warn = vi.fn();
    const logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
    const records = new SqlRecords(database, { clock, logger });
    await rename('session', 'away');
    records.append(opened('a'));
    clock.advance(50);
    await vi.waitUntil(() => warn.mock.calls.length > 0, { timeout: 10_000 });
    records.append(closed('a'));
    await expect(records.settled()).rejects.toThrow();
    await rename('away', 'session');
    await records.settled();
    expect((await records.session('a'))?.closed?.code).toBe(1000);
  });

  it('are those of whole sessions: one that opens while too many wait leaves none', async () => {
    const records = new SqlRecords(database, { clock, capacity: 2 });
    for (const id of ['a', 'b', 'late']) records.append(opened(id));
    for (const id of ['a', 'b', 'late']) records.append(closed(id));
    await records.settled();
    expect([await idsIn(records), records.dropped]).toEqual([['a', 'b'], 1]);
    records.append(opened('next'));
    await records.settled();
    expect(await idsIn(records)).toContain('next');
  });
});
