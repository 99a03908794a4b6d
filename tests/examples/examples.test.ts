import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { readWav } from '@visavis/sound';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { loudness, Pages } from './pages.js';

/** Peak above which there is speech. */
const AUDIBLE = 0.05;

let server: RunningServer;
let pages: Pages;
let mill: RunningServer;
let millPages: Pages;
let browser: Browser;

beforeAll(async () => {
  [server, mill, browser] = await Promise.all([
    startServer(),
    startServer({ VISAVIS_KNOWLEDGE: 'examples/receptionist/mill.md' }),
    launchBrowser(),
  ]);
  pages = await Pages.serve(server, 'react');
  millPages = await Pages.serve(mill, 'receptionist');
});
afterAll(async () => {
  await Promise.all([browser?.close(), pages?.stop(), server?.stop(), millPages?.stop(), mill?.stop()]);
});

const it = test.extend<{ open: (example: string, from?: Pages) => Promise<Page> }>({
  open: async ({ expect }, use) => {
    const opened: Page[] = [];
    const errors: string[] = [];
    await use(async (example, { origin } = pages) => {
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
      opened.push(page);
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(`${origin}${example}/`);
      return page;
    });
    await Promise.all(opened.map((page) => page.close()));
    expect(errors).toEqual([]);
  },
});

describe('the examples', () => {
  // These two have a server each, and wait for what is said most of the time.
  it.concurrent('node-caller holds a spoken conversation without a browser', async ({ expect }) => {
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

  it.concurrent('receptionist answers from its file, uses its tools, and hangs up', async ({ open }) => {
    const page = await open('receptionist', millPages);
    const face = page.locator('visavis-avatar');
    await face.getByRole('button', { name: 'Start talking' }).click();
    const ask = async (question: string, answer: string): Promise<void> => {
      await face.getByLabel('Your message').fill(question);
      await page.keyboard.press('Enter');
      await face.getByText(answer).first().waitFor();
    };
    await ask('When are you open?', 'every day but Monday');
    await ask('Show me the menu', 'Here is our menu');
    await page.getByText('Plum cake').waitFor();
    await ask('Book a table for four', 'garden or main hall');
    await face.getByText('Listening').waitFor(); // what was not heard was not asked
    await ask('the garden please', 'a table for 4 in the garden');
    await page.locator('#bookings', { hasText: '4 in the garden' }).waitFor();
    await ask('Goodbye', 'Goodbye');
    await face.getByRole('button', { name: 'Start talking' }).waitFor();
  });

  it('mirror says what a file says', async ({ open, expect }) => {
    const page = await open('mirror');
    // Short as it is, it may be over before a busy machine has done anything else.
    const said = Promise.all([
      page.getByText('Speaking').waitFor(),
      expect.poll(() => loudness(page)).toBeGreaterThan(AUDIBLE),
    ]);
    await page.getByRole('button', { name: 'Use ours' }).click();
    await said;
    await page.getByText('Listening').waitFor();
    await page.getByLabel('A recording').setInputFiles('tests/fixtures/audio/human-jfk.wav');
    await page.getByText('Speaking').waitFor();
    await page.getByRole('button', { name: 'Silence' }).click();
    await page.getByText('Listening').waitFor();
    // What was on its way to the loudspeaker is still heard; the recording would last ten seconds more.
    await expect.poll(() => loudness(page), { timeout: 3_000 }).toBeLessThan(AUDIBLE);
  });

  it('script-tag talks, hears the microphone, and takes questions by keyboard', async ({ open, expect }) => {
    const page = await open('script-tag');
    await page.getByRole('button', { name: 'Talk' }).click();
    await page.getByRole('status').getByText('listening').waitFor();
    await page.getByLabel('Your question').fill('What is your name?');
    await page.keyboard.press('Enter');
    await page.locator('li[data-from=face]', { hasText: 'Iris' }).waitFor();
    await expect.poll(() => loudness(page)).toBeGreaterThan(AUDIBLE);
    await expect.poll(() => page.evaluate('session.microphoneState')).toBe('on');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('status').getByText('ended').waitFor();
  });

  it('react asks and shows what is answered', async ({ open, expect }) => {
    const page = await open('react');
    await page.getByRole('button', { name: 'Talk' }).click();
    await page.getByRole('status').getByText('listening').waitFor();
    await page.getByLabel('Your question').fill('What is your name?');
    await page.keyboard.press('Enter');
    await page.locator('li[data-from=face]', { hasText: 'Iris' }).waitFor();
    await expect.poll(() => loudness(page)).toBeGreaterThan(AUDIBLE);
    await page.getByText('total').waitFor();
    await page.getByText(/Connection: (good|fair|poor)/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Talk' }).waitFor();
  });
});
