import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findBrowser } from './find-browser.mjs';

describe('the browser of the tests', () => {
  it('is the one that CHROME_PATH names', async () => {
    expect(await findBrowser({ CHROME_PATH: process.execPath })).toBe(process.execPath);
  });

  it('is not looked for elsewhere when CHROME_PATH is wrong', async () => {
    await expect(findBrowser({ CHROME_PATH: '/nowhere/chrome' })).rejects.toThrow('CHROME_PATH is /nowhere/chrome');
  });

  it('comes from a package unless one is named, whatever the machine has installed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'visavis-browser-'));
    await writeFile(join(folder, 'chromium'), '', { mode: 0o755 });
    const packaged = await findBrowser({ PATH: folder });
    await rm(folder, { recursive: true });
    const { stdout } = await promisify(execFile)(packaged, ['--version']);
    expect(stdout).toMatch(/^Chromium \d+/);
  });
});
