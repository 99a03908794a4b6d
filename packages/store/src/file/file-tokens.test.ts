import { mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@visavis/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  boundedTokensContract,
  durableTokensContract,
  forgettingTokensContract,
  tokensContract,
} from '../contracts/index.js';
import { LONGEST_LIFE_MS } from '../tokens.js';
import { FileTokens } from './file-tokens.js';

let folder: string;
let path: string;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock();
  folder = await mkdtemp(join(tmpdir(), 'visavis-tokens-'));
  path = join(folder, 'not', 'there', 'yet');
});
afterEach(() => rm(folder, { recursive: true }));

const open = (perLicence?: number) => FileTokens.open({ path, clock, perLicence });

/** A file where the folder should be, as root can write anywhere. */
async function obstruct(): Promise<() => Promise<void>> {
  await rename(join(folder, 'not'), join(folder, 'away'));
  await writeFile(join(folder, 'not'), '');
  return async () => {
    await rm(join(folder, 'not'));
    await rename(join(folder, 'away'), join(folder, 'not'));
  };
}

describe('tokens in files (R-23, R-24, R-26, Scenario G3)', () => {
  it.each([
    ...tokensContract(open),
    ...boundedTokensContract(open),
    ...forgettingTokensContract(async (most) => ({ port: await open(most), advance: (ms) => clock.advance(ms) })),
    ...durableTokensContract(async (most) => ({ port: await open(most), reopen: () => open(most), obstruct })),
  ])('$title', ({ run }) => run());

  it('leave no file behind once they are forgotten, and are for their owner alone', async () => {
    const tokens = await open();
    await tokens.spend({ id: 'a', licenceId: 'l', expiresAtMs: 5 }, 0);
    expect((await stat(join(path, '1', 'l', 'a'))).mode & 0o777).toBe(0o600);
    clock.advance(LONGEST_LIFE_MS);
    await tokens.spend({ id: 'b', licenceId: 'l', expiresAtMs: 10 * 3_600_000 }, 3_600_000);
    expect(await readdir(path)).toEqual(['10']);
  });

  it('stop the start when they cannot be kept', async () => {
    await writeFile((path = join(folder, 'file')), '');
    await expect(open()).rejects.toMatchObject({ code: 'config.invalid' });
  });
});
