import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from './database.js';
import { SqlAvatars } from './sql-avatars.js';
import { SqlTokens } from './sql-tokens.js';
import { takeOver } from './take-over.js';

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-take-over-'));
  database = await openDatabase({ path: join(folder, 'visavis.db') });
});
afterEach(async () => {
  await database.destroy();
  await rm(folder, { recursive: true });
});

const earlier = () => ({ avatars: join(folder, 'added-avatars'), usedTokens: join(folder, 'used-tokens') });
const TOKEN = { id: 'spent', licenceId: '0123456789ab', expiresAtMs: 2 * 3_600_000 };

async function write(path: string, text = ''): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

describe('files of an earlier version', () => {
  it('are taken over once, whole, and kept beside', async () => {
    await write('added-avatars/a1.json', '{"id":"a1","name":"Anna"}');
    await write('added-avatars/a2.json', '{"id":"a2","name":"Bea","owner":"0123456789ab"}');
    await write('used-tokens/2/0123456789ab/spent');
    await takeOver(database, earlier());
    await takeOver(database, earlier());
    expect(await new SqlAvatars(database).list()).toEqual([
      { id: 'a1', name: 'Anna' },
      { id: 'a2', name: 'Bea', owner: '0123456789ab' },
    ]);
    const tokens = new SqlTokens(database);
    expect(await tokens.spend(TOKEN, 0)).toBe(false);
    expect(await tokens.spend({ ...TOKEN, id: 'other' }, 0)).toBe(true);
    expect((await readdir(folder)).filter((name) => !name.startsWith('visavis.db')).sort()).toEqual([
      'added-avatars.taken-over',
      'used-tokens.taken-over',
    ]);
  });

  it('are taken over to the end by the next start where one has ended in the middle', async () => {
    await write('added-avatars/a1.json', '{"id":"a1","name":"Anna"}');
    await write('added-avatars/a2.json', '{"id":');
    await expect(takeOver(database, earlier())).rejects.toMatchObject({ code: 'config.invalid' });
    await write('added-avatars/a2.json', '{"id":"a2","name":"Bea"}');
    await takeOver(database, earlier());
    expect(await new SqlAvatars(database).list()).toHaveLength(2);
  });

  it('need not be there', async () => {
    await takeOver(database, earlier());
    expect(await new SqlAvatars(database).list()).toEqual([]);
  });
});
