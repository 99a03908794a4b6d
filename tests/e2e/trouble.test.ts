import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { launchBrowser, type BrowserOptions } from '../support/browser.js';
import { composeMicrophone } from '../support/microphone-wav.js';
import { putSpeechRecognition } from '../support/speech-recognition.js';
import { startServer, type RunningServer } from '@visavis/server/testing';

let server: RunningServer;

beforeAll(async () => {
  await mkdir('test-results', { recursive: true });
  server = await startServer();
});
afterAll(() => server?.stop());

/** Each test has a browser of its own, for the settings of these differ. */
const it = test.extend<{ openPage: (options: BrowserOptions) => Promise<Page> }>({
  openPage: async ({ task: _task }, use) => {
    const browsers: Browser[] = [];
    await use(async (options) => {
      const browser = await launchBrowser(options);
      browsers.push(browser);
      return phone(browser);
    });
    await Promise.all(browsers.map((browser) => browser.close()));
  },
}).concurrent;

/** A phone-sized page, so that the messages are seen where there is least room. */
const phone = (browser: Browser): Promise<Page> => browser.newPage({ viewport: { width: 390, height: 844 } });

const start = (page: Page) => page.getByRole('button', { name: 'Start talking' }).click();
const alert = (page: Page) => page.getByRole('alert');

it('says what to do when the microphone is denied, and goes on by typing', async ({ openPage, expect }) => {
  const page = await openPage({ allowMicrophone: false });
  await page.goto(await server.invitation());
  await start(page);
  await expect.poll(() => alert(page).innerText()).toContain('microphone is blocked');
  expect(await alert(page).innerText()).toContain('Allow it in the browser');
  await page.screenshot({ path: 'test-results/trouble-microphone.png' });
  await page.locator('#portrait[data-painted]').waitFor();
  await page.getByPlaceholder('Type instead of talking').fill('Who are you?');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect
    .poll(() => page.locator('.line-user').allInnerTexts())
    .toContainEqual(expect.stringContaining('Who are you?'));
  await page.locator('.line-user ~ .line-face').first().waitFor();
});

it('B26: says what the page that embeds it must write, where a frame keeps the microphone from it', async ({
  openPage,
  expect,
}) => {
  const page = await openPage({});
  const framed = (await server.invitation()).replace('/#', '/framed#');
  const framing = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end(`<!doctype html><iframe src="${framed}"></iframe>`),
  );
  await new Promise<void>((resolve) => framing.listen(0, '127.0.0.1', resolve));
  // The page's own server forbids to embed it; a site that may embed an avatar has a page of its own like this one.
  await page.route('**/framed*', async (route) => {
    const response = await route.fetch({ url: server.url });
    await route.fulfill({ response, headers: { 'content-type': 'text/html' } });
  });
  await page.goto(`http://localhost:${(framing.address() as AddressInfo).port}`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('button', { name: 'Start talking' }).click();
  await expect.poll(() => frame.getByRole('alert').innerText()).toContain('allow="microphone"');
  framing.close();
});

describe.concurrent('R-01: the page', () => {
  it('says how to come in where it was opened without an invitation, and takes the right key alone', async ({
    openPage,
    expect,
  }) => {
    const page = await openPage({});
    await page.goto(server.url);
    await page.getByText('open the address that the server printed').waitFor();
    await page.screenshot({ path: 'test-results/trouble-invitation.png' });
    await start(page);
    await page.getByLabel('Key of this server').fill('vv_not-the-key');
    await page.getByRole('button', { name: 'Use it' }).click();
    await expect.poll(() => alert(page).innerText()).toContain('The key was not accepted');
    await page.screenshot({ path: 'test-results/trouble-key.png' });
    await page.getByLabel('Key of this server').fill(server.license);
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.locator('#portrait[data-painted]').waitFor();
  });

  it('opens once by each invitation, leaves no trace of it, and outlives a reload of its tab', async ({
    openPage,
    expect,
  }) => {
    const invitation = await server.invitation();
    const page = await openPage({ allowMicrophone: false });
    await page.goto(invitation);
    await page.getByRole('button', { name: 'Start talking' }).and(page.locator(':enabled')).waitFor();
    expect(page.url()).not.toContain('#');
    await page.reload();
    await start(page);
    await page.locator('#portrait[data-painted]').waitFor();
    const another = await phone(page.context().browser()!);
    await another.goto(invitation);
    await expect.poll(() => alert(another).innerText()).toContain('no longer opens the page');
    await another.screenshot({ path: 'test-results/trouble-used-invitation.png' });
    const next = await page.context().browser()!.newPage();
    await next.goto(await server.invitation());
    await start(next);
    await next.locator('#portrait[data-painted]').waitFor();
  });
});

it('offers the recognition of the browser, says first where the voice goes, and has its words answered', async ({
  openPage,
  expect,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-ears-'));
  const microphoneWav = join(folder, 'microphone.wav');
  const file = resolve('tests/fixtures/audio/human-if-correct-press.wav');
  // Said again as a person would: on a busy machine the first time may come before the server listens.
  const said = [{ file }, { silenceMs: 9_000 }];
  await composeMicrophone(microphoneWav, [{ silenceMs: 6_000 }, ...said, ...said, ...said]);
  const page = await openPage({ microphoneWav });
  await page.addInitScript(putSpeechRecognition, 'Can you tell me who you are?');
  await page.goto(await server.invitation());
  await page.getByRole('button', { name: 'Let my browser understand me' }).click();
  const offer = page.getByLabel('Understand whatever I say');
  await offer.waitFor();
  expect(await offer.isChecked()).toBe(false);
  expect(await page.locator('#ears-words').innerText()).toMatch(
    /understands [^@]*\. It may send your voice to a service of its maker/,
  );
  await page.screenshot({ path: 'test-results/trouble-ears.png' });
  await offer.check();
  expect(await page.locator('#brain').innerText()).toContain('may send your voice');
  await start(page);
  await page.locator('.line-user', { hasText: 'Can you tell me who you are?' }).waitFor();
  await page.locator('.line-user ~ .line-face').first().waitFor();
  await page.evaluate(() => window.dispatchEvent(new CustomEvent('recognition-fails', { detail: 'not-allowed' })));
  await expect.poll(() => alert(page).innerText()).toContain('recognition is blocked for this page');
  expect(await offer.isChecked()).toBe(false);
  expect(await page.locator('#brain').innerText()).not.toContain('may send your voice');
  await rm(folder, { recursive: true });
});

it('a page that is opened again knows the recognition that the user has agreed to, and asks about any other', async ({
  openPage,
  expect,
}) => {
  const page = await openPage({});
  await page.addInitScript(putSpeechRecognition, 'Can you tell me who you are?');
  await page.goto(await server.invitation());
  const look = page.getByRole('button', { name: 'Let my browser understand me' });
  const offer = page.getByLabel('Understand whatever I say');
  const voice = () => page.locator('#brain').innerText();
  await look.click();
  await offer.check();
  await page.reload();
  await expect.poll(voice).toContain('may send your voice');
  expect([await look.isVisible(), await offer.isChecked()]).toEqual([false, true]);
  // To agree to recognition on the device is not to agree to a service of the browser's maker.
  await page.evaluate(() => localStorage.setItem('visavis.ears', 'device'));
  await page.reload();
  await offer.waitFor();
  expect([await offer.isChecked(), await voice()]).toEqual([false, expect.not.stringContaining('may send your voice')]);
  await offer.check();
  await offer.uncheck();
  await page.reload();
  await look.waitFor();
  expect([await offer.isVisible(), await voice()]).toEqual([false, expect.not.stringContaining('may send your voice')]);
});

it('B25: offers to be tapped where the browser keeps sound from playing', async ({ openPage, expect }) => {
  const page = await openPage({ allowAutoplay: false, allowMicrophone: false });
  // To the browser, whatever the test does in a page is a touch of the user's. So the page presses Start by itself, and
  // the test keeps its hands off until the result is known.
  await page.addInitScript(() => {
    const once = (selector: string, then: (element: HTMLElement) => void): void => {
      const found = document.querySelector<HTMLElement>(selector);
      if (found) then(found);
      else setTimeout(() => once(selector, then), 50);
    };
    once('#start:enabled', (start) => {
      start.click();
      once('#hear:not([hidden])', () => console.info('sound is blocked'));
    });
  });
  const blocked = page.waitForEvent('console', (message) => message.text() === 'sound is blocked');
  await page.goto(await server.invitation());
  await blocked;
  const muted = () => page.locator('#face').evaluate((video: HTMLVideoElement) => video.muted);
  expect(await muted()).toBe(true);
  await page.locator('#portrait[data-painted]').waitFor();
  await page.screenshot({ path: 'test-results/trouble-autoplay.png' });
  const hear = page.getByRole('button', { name: 'Tap to hear' });
  await hear.click();
  await hear.waitFor({ state: 'hidden' });
  expect(await muted()).toBe(false);
});

it('says that UDP may be blocked when no path for media is found', async ({ openPage, expect }) => {
  const page = await openPage({ blockUdp: true });
  await page.goto(await server.invitation());
  await start(page);
  await expect.poll(() => alert(page).innerText(), { timeout: 30_000 }).toContain('UDP');
  await page.screenshot({ path: 'test-results/trouble-udp.png' });
});

it('says when the server has gone', async ({ openPage, expect }) => {
  const page = await openPage({});
  const doomed = await startServer();
  await page.goto(await doomed.invitation());
  await start(page);
  await page.locator('#portrait[data-painted]').waitFor();
  await doomed.stop();
  await expect.poll(() => alert(page).innerText()).toContain('Start again');
  await page.screenshot({ path: 'test-results/trouble-gone.png' });
  await page.getByRole('button', { name: 'Start again' }).click();
  await expect.poll(() => alert(page).innerText()).toContain('cannot be reached');
  const anew = await startServer({ PORT: new URL(doomed.url).port });
  await page.getByRole('button', { name: 'Start again' }).click();
  await expect.poll(() => alert(page).innerText()).toContain('started anew');
  await page.screenshot({ path: 'test-results/trouble-anew.png' });
  await anew.stop();
});
