// The page that a user opens, in Chromium, with the real client in it.
import { chromium } from 'playwright-core';
import { findBrowser } from '../../tests/support/find-browser.mjs';

const FLAGS = [
  '--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking',
  '--disable-component-update --disable-sync --autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream --use-fake-ui-for-media-stream',
];

/**
 * @param url Address of the page; absent: an empty one.
 * @param prepare Runs in the page before anything else. The caller closes the browser.
 */
export async function openPage({ url, prepare, args } = {}) {
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    ignoreDefaultArgs: ['--mute-audio'],
    args: FLAGS.join(' ').split(' '),
  });
  // Worklets of the benchmarks come from memory, which the page's own policy rightly rejects.
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1000, height: 800 } });
  const page = await context.newPage();
  if (prepare) await page.addInitScript(prepare, args);
  if (url) await page.goto(url);
  return { browser, page };
}

export const startTalking = (page) => page.getByRole('button', { name: /Start talking|Talk again/ }).click();
export const stopTalking = (page) => page.getByRole('button', { name: 'Stop' }).click();
