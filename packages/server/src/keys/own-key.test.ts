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
    expect(await openOwnKey({ dataDir, configured: 'my-own-key' })).toEqual({ key: 'my-own-key', made: false });
    await expect(stat(join(dataDir, 'license'))).rejects.toThrow('ENOENT');
  });

  it('is kept in the data folder without one', async () => {
    const first = await openOwnKey({ dataDir, configured: undefined });
    expect(first.made).toBe(true);
    expect(await openOwnKey({ dataDir, configured: undefined })).toEqual({ ...first, made: false });
  });

  it('says which variable is wrong when the data folder is a file', async () => {
    await writeFile(join(dataDir, 'file'), '');
    await expect(openOwnKey({ dataDir: join(dataDir, 'file'), configured: undefined })).rejects.toThrow(
      /^VISAVIS_DATA must/,
    );
  });
});
