import type { Browser } from 'playwright-core';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, beforeAll, expect, type TestContext } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import type { Call } from '../support/call.js';
import { callTest } from '../support/call-test.js';
import { keepConnections } from '../e2e/watch-face.js';
import { sessionsOf } from '../support/page-sessions.js';
import { receivedOver } from '../support/received-over.js';
import { mediaOver, rewriteMessages } from '../support/rewrite-messages.js';
import { sharedServer } from '../support/shared-server.js';
import { BrowserPeer, type InPage } from './browser-peer.js';
import { connect, renegotiate } from './negotiation.js';
import { openUdpPath, type UdpPath } from './udp-path.js';

declare function inPage(): InPage;

let server: RunningServer;
/** Has a relay that is reached by TCP. It is never asked: that there is one makes the server look at every packet itself. */
let fronted: RunningServer;
let browser: Browser;
// Most of the time the tests wait for a browser or a server to give a path up.
const it = callTest(() => server).concurrent;
const itFronted = callTest(() => fronted).concurrent;

beforeAll(async () => {
  const relay = { VISAVIS_TURN_URLS: 'turn:127.0.0.1:9?transport=tcp', VISAVIS_TURN_SECRET: 'shared-in-the-tests' };
  [server, fronted, browser] = await Promise.all([
    sharedServer(),
    startServer(relay),
    launchBrowser({ allowMicrophone: false }),
  ]);
});
afterAll(() => Promise.all([browser?.close(), fronted?.stop()]));

type Finish = TestContext['onTestFinished'];

async function openPath(to: RunningServer, finish: Finish): Promise<UdpPath> {
  const path = await openUdpPath(to, {});
  finish(() => path.relay.close());
  return path;
}

interface Watching {
  readonly call: Call;
  readonly peer: BrowserPeer;
  readonly path: UdpPath;
}

async function watchOverPath(call: Call, of: RunningServer, finish: Finish): Promise<Watching> {
  const peer = await BrowserPeer.open(browser, `${of.url}/healthz`);
  finish(async () => void (await peer.page.close()));
  const path = await openPath(of, finish);
  await connect(call, peer, path.carry);
  await peer.moreShown(25);
  return { call, peer, path };
}

/** Restarts ICE over a new path, and compares what is shown with what was. */
async function restart({ call, peer }: Watching, finish: Finish): Promise<void> {
  const before = { stats: await peer.faceStats(), last: (await peer.shown()).at(-1)! };
  const { carry } = await openPath(server, finish);
  const restartedAtMs = performance.now();
  await renegotiate(call, peer, { ...carry, iceRestart: true });
  await peer.moreShown(1);
  console.info(`pictures again ${Math.round(performance.now() - restartedAtMs)} ms after the restart`);
  const last = (await peer.moreShown(25)).at(-1)!;
  const after = await peer.faceStats();
  expect(after.ssrc).toBe(before.stats.ssrc);
  expect(after.audioPackets).toBeGreaterThan(before.stats.audioPackets);
  // The stream's clock went on while nothing came: as much of it has passed as in the page.
  const senderMs = ((last.timestamp - before.last.timestamp + 2 ** 32) % 2 ** 32) / 90;
  const pageMs = last.atMs - before.last.atMs;
  expect(senderMs / pageMs).toBeGreaterThan(0.8);
  expect(senderMs / pageMs).toBeLessThan(1.2);
}

it('Scenario F2, Scenario F4: a path that dies is replaced by an ICE restart: the same face goes on in the same element', async ({
  open,
  expect,
  onTestFinished,
}) => {
  const watching = await watchOverPath(open(), server, onTestFinished);
  watching.path.relay.cut();
  await expect.poll(() => watching.peer.connectionState(), { timeout: 30_000 }).toBe('disconnected');
  await restart(watching, onTestFinished);
  expect(watching.call.all('webrtc.signaling.offer')).toHaveLength(1);
});

it('a server that has given the path up says so, keeps the conversation, and takes the restart all the same', async ({
  open,
  onTestFinished,
}) => {
  const watching = await watchOverPath(open(), server, onTestFinished);
  watching.path.relay.cut();
  await watching.call.next('realtime.warning', { fits: ({ data }) => data.code === 'media.interrupted' });
  watching.call.type('Hello');
  await watching.call.next('realtime.response.audio_transcript.done');
  await restart(watching, onTestFinished);
});

it('Scenario F4: a page whose packets come from another address restarts ICE by itself, and its face goes on', async ({
  expect,
  onTestFinished,
}) => {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await keepConnections(page);
  const sessionIds = sessionsOf(page);
  const { relay, port } = await openPath(server, onTestFinished);
  await rewriteMessages(page, mediaOver({ port }));
  await page.goto(await server.invitation());
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.locator('.line-face:not([data-interim])').waitFor();
  const { connections, frames } = await receivedOver(page);
  relay.rebind();
  const reboundAtMs = performance.now();
  // Five seconds until the browser misses the server, and three in which the path may heal.
  await expect.poll(async () => (await receivedOver(page)).frames - frames, { timeout: 30_000 }).toBeGreaterThan(50);
  console.info(`two seconds of pictures ${Math.round(performance.now() - reboundAtMs)} ms after the change`);
  expect((await receivedOver(page)).connections).toBe(connections);
  expect(sessionIds.size).toBe(1);
});

itFronted(
  'Scenario F4: a viewer whose address changes on the way goes on by itself',
  async ({ open, expect, onTestFinished }) => {
    const { peer, path, call } = await watchOverPath(open(), fronted, onTestFinished);
    const { ssrc } = await peer.faceStats();
    const reboundAtMs = performance.now();
    path.relay.rebind();
    await peer.page.evaluate(() => void (inPage().shown.length = 0));
    await expect.poll(async () => (await peer.shown()).length, { timeout: 8_000 }).toBeGreaterThan(25);
    console.info(`a second of pictures ${Math.round(performance.now() - reboundAtMs)} ms after the change`);
    expect((await peer.faceStats()).ssrc).toBe(ssrc);
    expect(call.all('webrtc.signaling.offer')).toHaveLength(1);
  },
);
