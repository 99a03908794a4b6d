import { mkdtemp, readFile, rename, rm, stat, writeFile, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { durableTokensContract, tokensContract } from '../testing/index.js';
import { FileTokens } from './file-tokens.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-tokens-'));
  path = join(folder, 'not', 'there', 'yet');
});
afterEach(() => rm(folder, { recursive: true }));

const open = (nowMs = 0) => FileTokens.open({ path, nowMs });

/** A file where the folder should be, as root can write anywhere. */
async function obstruct(): Promise<() => Promise<void>> {
  await rename(join(folder, 'not'), join(folder, 'away'));
  await writeFile(join(folder, 'not'), '');
  return async () => {
    await rm(join(folder, 'not'));
    await rename(join(folder, 'away'), join(folder, 'not'));
  };
}

describe('tokens in a file', () => {
  it.each([...tokensContract(open)])('$title', ({ run }) => run());
  it.each([...durableTokensContract(async () => ({ port: await open(), reopen: () => open(150), obstruct }))])(
    '$title',
    ({ run }) => run(),
  );

  it('keep the file small and for its owner alone', async () => {
    const tokens = await open();
    for (let i = 0; i < 2_500; i++) await tokens.spend({ id: `t${i}`, expiresAtMs: i + 10 }, i);
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines.length).toBeLessThan(1_100);
    expect(lines.at(-2)).toBe('t2499 2509');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('lose nothing behind a line that a crash has cut short', async () => {
    await (await open()).spend({ id: 'a', expiresAtMs: 1_000 }, 0);
    await appendFile(path, 'cut 9');
    await (await open()).spend({ id: 'b', expiresAtMs: 1_000 }, 0);
    const tokens = await open();
    expect(await Promise.all(['a', 'b', 'cut'].map((id) => tokens.isSpent(id)))).toEqual([true, true, false]);
  });

  it('stop the start when they cannot be read', async () => {
    path = folder;
    await expect(open()).rejects.toMatchObject({ code: 'config.invalid' });
  });
});
