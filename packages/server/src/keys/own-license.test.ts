import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { licenseId, openLicense } from './own-license.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'visavis-license-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe('the licence', () => {
  it('is the configured one, and nothing is written', async () => {
    expect(await openLicense({ dataDir, configured: 'my-own-key' })).toEqual({ key: 'my-own-key', made: false });
    await expect(stat(join(dataDir, 'license'))).rejects.toThrow('ENOENT');
  });

  it('is made by the first start and kept for the next, readable by its owner only', async () => {
    const first = await openLicense({ dataDir: join(dataDir, 'new'), configured: undefined });
    expect(first).toMatchObject({ made: true, key: expect.stringMatching(/^vv_[\w-]{32}$/) as string });
    const path = join(dataDir, 'new', 'license');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFile(path, 'utf8')).trim()).toBe(first.key);
    expect(await openLicense({ dataDir: join(dataDir, 'new'), configured: undefined })).toEqual({
      ...first,
      made: false,
    });
  });

  it('says which variable is wrong when the data folder is a file', async () => {
    await writeFile(join(dataDir, 'file'), '');
    await expect(openLicense({ dataDir: join(dataDir, 'file'), configured: undefined })).rejects.toThrow(
      /^VISAVIS_DATA must/,
    );
  });

  it('has a short name that does not give it away', () => {
    expect(licenseId('vv_abc')).toMatch(/^[0-9a-f]{12}$/);
  });
});
