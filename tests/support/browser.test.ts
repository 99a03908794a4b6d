import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findBrowser } from './browser.js';

describe('the browser of the tests', () => {
  it('is the one that CHROME_PATH names', async () => {
    expect(await findBrowser({ CHROME_PATH: process.execPath })).toBe(process.execPath);
  });

  it('is not looked for elsewhere when CHROME_PATH is wrong', async () => {
    await expect(findBrowser({ CHROME_PATH: '/nowhere/chrome' })).rejects.toThrow('CHROME_PATH is /nowhere/chrome');
  });

  it('is the one of the system where there is one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'visavis-browser-'));
    await writeFile(join(folder, 'chromium'), '', { mode: 0o755 });
    expect(await findBrowser({ PATH: `/nowhere:${folder}` })).toBe(join(folder, 'chromium'));
    await rm(folder, { recursive: true });
  });

  it('comes from a package where the system has none', async () => {
    const packaged = await findBrowser({ PATH: '/nowhere' });
    const { stdout } = await promisify(execFile)(packaged, ['--version']);
    expect(stdout).toMatch(/^Chromium \d+/);
  });
});
