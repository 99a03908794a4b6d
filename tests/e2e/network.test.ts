import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { launchBrowser } from '../support/browser.js';
import { cuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';
import { sessionsOf } from '../support/page-sessions.js';
import { receivedOver } from '../support/received-over.js';
import { keepConnections } from './watch-face.js';

/** Its answer takes some ten seconds. */
const LONG = 'How do your lips work?';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  await mkdir('test-results', { recursive: true });
  [server, browser] = await Promise.all([startServer(), launchBrowser({ allowMicrophone: false })]);
});
afterAll(() => Promise.all([browser?.close(), server?.stop()]));

/** A page of its own for each test, and the network between that page and the server: tests run side by side. */
interface Visit {
  readonly proxy: CuttingProxy;
  readonly page: Page;
  /** Ids of the sessions that the server has opened for the page. */
  readonly sessionIds: ReadonlySet<string>;
}

const it = test.extend<{ visit: Visit }>({
  visit: async ({ task: _task }, use) => {
    const proxy = await cuttingProxy(server);
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await keepConnections(page);
    const sessionIds = sessionsOf(page);
    await use({ proxy, page, sessionIds });
    await page.close(); // says goodbye, which the end of its context does not
    await context.close();
    await proxy.close();
  },
});

const status = (page: Page) => page.locator('#status-text').innerText();
const faceLines = (page: Page) => page.locator('.line-face .line-text').allInnerTexts();
const sessions = async () => (await server.health()).counts['sessions'];
const start = (page: Page) => page.getByRole('button', { name: 'Start talking' }).click();

async function ask(page: Page, text: string): Promise<void> {
  await page.getByPlaceholder('Type instead of talking').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Opens the page, and waits until the conversation has begun and the face can be seen. */
async function meet({ page, proxy }: Visit): Promise<void> {
  await page.goto(await proxy.invitation());
  await start(page);
  await page.locator('#portrait[data-painted]').waitFor();
  await page.locator('#status-text', { hasNotText: 'Connecting' }).waitFor();
}

/** Opens the page, and waits until the greeting is over. */
async function talk(visit: Visit): Promise<void> {
  await meet(visit);
  await visit.page.locator('.line-face:not([data-interim])').waitFor();
}

describe.concurrent('a network that fails', () => {
  it('a socket that is cut in an answer costs nothing: the face talks on, the page comes back and has every word', async ({
    visit,
    expect,
  }) => {
    const { page, proxy, sessionIds } = visit;
    await talk(visit);
    await ask(page, LONG);
    await expect.poll(() => status(page)).toBe('Speaking');
    proxy.block();
    await expect.poll(() => status(page)).toContain('Coming back');
    await page.screenshot({ path: 'test-results/network-reconnecting.png' });
    const before = await receivedOver(page);
    await expect.poll(async () => (await receivedOver(page)).frames - before.frames).toBeGreaterThan(25);
    proxy.unblock();
    await expect.poll(() => status(page)).not.toContain('Coming back');
    await expect.poll(() => status(page), { timeout: 30_000 }).toBe('Listening to your typing');
    const answer = (await faceLines(page)).filter((line) => line.includes('shape of the mouth'));
    expect(answer).toHaveLength(1);
    expect(answer[0]).toContain('in step with what you hear.');
    expect(await page.locator('.line-cut').count()).toBe(0);
    expect((await receivedOver(page)).connections).toBe(before.connections);
    await ask(page, 'Who are you?');
    await expect.poll(async () => (await faceLines(page)).length).toBe(3);
    expect(sessionIds.size).toBe(1);
  });

  it('a token that expires ends no conversation, not even a broken one, and begins no other', async ({
    visit,
    expect,
  }) => {
    const { page, proxy } = visit;
    const made = await fetch(`${server.url}/api/open/v1/token`, {
      method: 'POST',
      headers: { license: server.license },
      body: JSON.stringify({ expires_in_s: 10 }),
    });
    const { token } = ((await made.json()) as { data: { token: string } }).data;
    await page.goto(proxy.url);
    await start(page);
    await page.getByLabel('Key of this server').fill(token);
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.locator('.line-face:not([data-interim])').waitFor();
    const answered = async () => (await fetch(`${server.url}/api/open/v1/avatar/list?license=${token}`)).status;
    await expect.poll(answered, { timeout: 15_000, interval: 500 }).toBe(401);
    proxy.cut();
    await expect.poll(() => status(page)).toBe('Listening to your typing');
    await ask(page, 'Who are you?');
    await expect.poll(async () => (await faceLines(page)).length).toBe(2);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Talk again' }).click();
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('The key was not accepted');
    await page.getByLabel('Key of this server').waitFor();
  });

  it('an ICE restart is negotiated by the page, and the face goes on over the new path', async ({ visit, expect }) => {
    const { page } = visit;
    await talk(visit);
    const ufrags = () =>
      page.evaluate(() => {
        const { keptConnections: kept } = window as unknown as { keptConnections: RTCPeerConnection[] };
        const connection = kept.find(({ signalingState }) => signalingState !== 'closed'); // one was made to warm up
        const ufrag = (description: RTCSessionDescription | null) =>
          /a=ice-ufrag:(\S+)/.exec(description?.sdp ?? '')?.[1];
        const { currentLocalDescription: ours, currentRemoteDescription: theirs, connectionState } = connection!;
        return { ours: ufrag(ours), theirs: ufrag(theirs), connectionState };
      });
    const before = await ufrags();
    await page.evaluate(() => {
      const { keptConnections: kept } = window as unknown as { keptConnections: RTCPeerConnection[] };
      kept.find(({ signalingState }) => signalingState !== 'closed')!.restartIce();
    });
    await expect.poll(async () => (await ufrags()).theirs).not.toBe(before.theirs);
    const after = await ufrags();
    expect(after.ours).not.toBe(before.ours);
    const { frames } = await receivedOver(page);
    await expect.poll(async () => (await receivedOver(page)).frames - frames).toBeGreaterThan(25);
    expect((await ufrags()).connectionState).toBe('connected');
    await ask(page, 'Who are you?');
    await expect.poll(async () => (await faceLines(page)).length).toBe(2);
  });

  it('a page that wakes up on a dead connection notices, and goes on over a new one', async ({ visit, expect }) => {
    const { page, proxy } = visit;
    await talk(visit);
    proxy.freeze();
    await page.evaluate(() => void window.dispatchEvent(new Event('online')));
    await ask(page, 'Who are you?');
    await expect.poll(async () => (await faceLines(page)).length).toBe(2);
  });
});

describe('a page that is left', () => {
  let outputBefore: number;
  /** Sessions of earlier tests must be gone: these tests count them, one at a time. */
  beforeEach(async () => {
    await expect.poll(sessions, { timeout: 40_000 }).toBe(0);
    outputBefore = server.output().length;
  });
  /** What the server has printed since the test began. */
  const output = () => server.output().slice(outputBefore);

  async function expectGoodbye(visit: Visit, leave: () => Promise<unknown>): Promise<void> {
    await meet(visit);
    expect(await sessions()).toBe(1);
    await leave();
    await expect.poll(sessions).toBe(0);
    expect(output()).toMatch(/"reason":"(socket closed with 1000|Left)"/);
  }

  it('says goodbye when its tab is closed, so that its place is free at once', ({ visit }) =>
    expectGoodbye(visit, () => visit.page.close()));

  it('says goodbye when it goes elsewhere, so that its place is free at once', ({ visit }) =>
    expectGoodbye(visit, () => visit.page.goto('about:blank')));

  it('says goodbye all the same when it goes elsewhere while its socket is lost', async ({ visit }) => {
    const { page, proxy } = visit;
    await page.addInitScript(() => {
      let opened = 0;
      window.WebSocket = class extends WebSocket {
        constructor(url: string | URL) {
          super(opened++ === 0 ? url : 'ws://127.0.0.1:9/'); // where nothing answers
        }
      };
    });
    await expectGoodbye(visit, async () => {
      proxy.cut();
      await expect.poll(() => status(page)).toContain('Coming back');
      await page.goto('about:blank');
    });
  });

  it('has ended its session when its browser keeps it and shows it again, and starts another; so does one that is loaded anew', async ({
    visit,
  }) => {
    const { page } = visit;
    // A driven browser keeps no page: this one receives the events of a page that is kept (HTML §7.4.6.1).
    const pageEvent = (name: 'pagehide' | 'pageshow') =>
      page.evaluate((type) => void dispatchEvent(new PageTransitionEvent(type, { persisted: true })), name);
    await expectGoodbye(visit, () => pageEvent('pagehide'));
    await pageEvent('pageshow');
    expect(await status(page)).toBe('Conversation ended');
    await page.getByRole('button', { name: 'Talk again' }).click();
    await expect.poll(() => status(page)).toBe('Speaking');
    await page.goto('about:blank');
    await page.goBack();
    await start(page);
    await expect.poll(() => status(page)).toBe('Speaking');
    await expect.poll(sessions).toBe(1);
  });

  it('is distinguished from a lost network when it is destroyed without a goodbye: its place is free after seconds', async ({
    visit,
  }) => {
    await meet(visit);
    const devtools = await visit.page.context().newCDPSession(visit.page);
    void devtools.send('Page.crash').catch(() => undefined); // gets no answer
    await expect.poll(sessions, { timeout: 20_000 }).toBe(0);
    expect(output()).toContain('"code":1001,"msg":"client lost"');
  });
});
