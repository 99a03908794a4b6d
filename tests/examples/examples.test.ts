import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { readWav } from '@visavis/caller';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { loudness, Pages } from './pages.js';

/** Peak above which there is speech. */
const AUDIBLE = 0.05;

let server: RunningServer;
let pages: Pages;
let browser: Browser;
let page: Page | undefined;
const errors: string[] = [];

beforeAll(async () => {
  server = await startServer();
  [pages, browser] = await Promise.all([Pages.serve(server), launchBrowser()]);
});
afterEach(async () => {
  await page?.close();
  page = undefined;
  expect(errors.splice(0)).toEqual([]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), pages?.stop(), server?.stop()]);
});

async function open(example: string): Promise<Page> {
  page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${pages.origin}${example}/`);
  return page;
}

describe('the examples', () => {
  it('node-caller holds a spoken conversation without a browser', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'visavis-example-'));
    const answers = join(folder, 'answers.wav');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['examples/node-caller/call.mjs', `--server=${server.url}`, `--answers=${answers}`],
      { env: { PATH: process.env['PATH'], VISAVIS_LICENSE: server.license } },
    );
    expect(stdout).toMatch(/you: {2}what is your name.*\nface: .*Iris.*\nyou: {2}can you hear me.*\nface: .+\n/i);
    expect(Number(/(\d+) pictures/.exec(stdout)![1])).toBeGreaterThan(50);
    const { samples } = readWav(await readFile(answers));
    expect(Math.max(...samples.subarray(0, 96_000)) / 32_768).toBeGreaterThan(AUDIBLE);
    await rm(folder, { recursive: true });
  });

  it('mirror says what a file says', async () => {
    const page = await open('mirror');
    await page.getByRole('button', { name: 'Use ours' }).click();
    await page.getByText('Speaking').waitFor();
    await expect.poll(() => loudness(page)).toBeGreaterThan(AUDIBLE);
    await page.getByText('Listening').waitFor();
    await page.getByLabel('A recording').setInputFiles('tests/fixtures/audio/human-tt-weasels.wav');
    await page.getByText('Speaking').waitFor();
    await page.getByRole('button', { name: 'Silence' }).click();
    await page.getByText('Listening').waitFor();
    expect(await loudness(page)).toBeLessThan(AUDIBLE);
  });
});
