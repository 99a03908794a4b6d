import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { licenceDigest, licenceId } from '@visavis/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from './command-line.js';
import { UsageError } from './usage-error.js';
import { withStore } from './with-store.js';

let data: string;
let printed: string[];
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'visavis-licences-'));
  vi.stubEnv('VISAVIS_DATA', data);
  printed = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => (printed.push(String(text).trim()), true));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(data, { recursive: true });
});

/** @returns The lines that the command prints. */
async function licence(...words: string[]): Promise<string[]> {
  printed = [];
  await runCommandLine(['licence', ...words]);
  return printed;
}

const find = (key: string) => {
  let found: unknown;
  return withStore(async ({ licences }) => void (found = await licences.byKeyDigest(licenceDigest(key)))).then(
    () => found,
  );
};

describe('visavis licence', () => {
  it.each([
    [[], 'Name what is done'],
    [['sell'], 'Name what is done'],
    [['list', 'all'], 'Name what is done'],
    [['revoke'], 'Name what is done'],
    [['revoke', 'Shop'], 'There is no licence "Shop"'],
    [['add', '--max-sessions', 'many'], 'licence: 0.maxSessions'],
    [['add', '--origins', 'shop'], 'licence: 0.origins'],
    [['add', '--name', ' '], 'licence: 0.name'],
  ])('refuses %j in one line', async (words, why) => {
    const refused = licence(...words);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(new RegExp(`^${why}[^\n]*$`));
  });

  it('adds one with its terms, prints its key this once, and revokes it by its name', async () => {
    const terms = ['--name', 'Shop', '--max-sessions', '2', '--origins', 'https://shop.example, https://b.example'];
    const [key = ''] = await licence('add', ...terms);
    expect(key).toMatch(/^vv_[\w-]{32}$/);
    expect(await find(key)).toMatchObject({
      name: 'Shop',
      maxSessions: 2,
      origins: ['https://shop.example', 'https://b.example'],
    });

    const [line = ''] = await licence('list');
    expect(line).toContain(`${licenceId(key)}  Shop  since 2`);
    expect(line).not.toContain(key);

    await licence('revoke', 'Shop');
    expect(await find(key)).toBeUndefined();
    expect((await licence('list'))[0]).toMatch(/revoked \d{4}-\d\d-\d\d$/);
    await expect(licence('revoke', licenceId(key))).rejects.toThrow('There is no licence');
  });

  it('asks for the id where two have one name', async () => {
    const [one = ''] = await licence('add', '--name', 'Shop');
    await licence('add', '--name', 'Shop');
    await expect(licence('revoke', 'Shop')).rejects.toThrow('give the id of one');
    await licence('revoke', licenceId(one));
    await licence('revoke', 'Shop');
  });
});
