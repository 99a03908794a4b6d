import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOwnKey } from './own-key.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'visavis-key-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe('the server’s own key', () => {
  it('is the configured one, and nothing is written', async () => {
    expect(await openOwnKey({ dataDir, configured: 'my-own-key' })).toEqual({ key: 'my-own-key' });
    await expect(stat(join(dataDir, 'license'))).rejects.toThrow('ENOENT');
  });

  it('is kept in the data folder without one', async () => {
    const first = await openOwnKey({ dataDir, configured: undefined });
    expect(first.madeIn).toBe(join(dataDir, 'license'));
    expect(await openOwnKey({ dataDir, configured: undefined })).toEqual({ key: first.key });
  });

  it.each(['x', 'two words', 'vvt_like-a-token'])('R-25: is never %j, which the log could not hide', async (text) => {
    await writeFile(join(dataDir, 'license'), `${text}\n`);
    await expect(openOwnKey({ dataDir, configured: undefined })).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringMatching(/^The key in .*license must /) as string,
    });
  });

  it('is created anew where a start was cut short', async () => {
    await writeFile(join(dataDir, 'license'), '');
    expect((await openOwnKey({ dataDir, configured: undefined })).key).toMatch(/^vv_/);
  });

  it.skipIf(process.platform !== 'linux')('R-25: is refused at once where no folder can be created', async () => {
    await expect(openOwnKey({ dataDir: '/proc/x/y', configured: undefined })).rejects.toThrow(/^VISAVIS_DATA must/);
  });

  it('says which variable is wrong when the data folder is a file', async () => {
    await writeFile(join(dataDir, 'file'), '');
    await expect(openOwnKey({ dataDir: join(dataDir, 'file'), configured: undefined })).rejects.toThrow(
      /^VISAVIS_DATA must/,
    );
  });
});
