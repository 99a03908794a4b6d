import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LinkOptions, UdpRelay } from '@visavis/media/testing';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { launchBrowser } from '../support/browser.js';
import { useCalls } from '../support/calls.js';
import { BrowserPeer, type InPage } from './browser-peer.js';
import { connect, renegotiate } from './negotiation.js';
import { openUdpPath } from './udp-path.js';

declare function inPage(): InPage;

let server: RunningServer;
let browser: Browser;
const open = useCalls(() => server);
const peers: BrowserPeer[] = [];
const relays: UdpRelay[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterEach(async () => {
  await Promise.all(peers.splice(0).map(({ page }) => page.close()));
  for (const relay of relays.splice(0)) relay.close();
});
afterAll(() => Promise.all([browser?.close(), server?.stop()]));

async function openPath(link: LinkOptions = {}, to = server) {
  const path = await openUdpPath(to, link);
  relays.push(path.relay);
  return path;
}

async function watchOverPath(link?: LinkOptions, call = open(), of = server) {
  const peer = await BrowserPeer.open(browser, `${of.url}/healthz`);
  peers.push(peer);
  const path = await openPath(link, of);
  await connect(call, peer, path.carry);
  await peer.moreShown(25);
  return { call, peer, path };
}

/** Restarts ICE over a new path, and compares what is shown with what was. */
async function restart({ call, peer }: Awaited<ReturnType<typeof watchOverPath>>): Promise<void> {
  const before = { stats: await peer.faceStats(), last: (await peer.shown()).at(-1)! };
  const { carry } = await openPath();
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

it('Scenario F2, Scenario F4: a path that dies is replaced by an ICE restart: the same face goes on in the same element', async () => {
  const watching = await watchOverPath();
  watching.path.relay.cut();
  await expect.poll(() => watching.peer.connectionState(), { timeout: 30_000 }).toBe('disconnected');
  await restart(watching);
  expect(watching.call.all('webrtc.signaling.offer')).toHaveLength(1);
});

it('a server that has given the path up says so, keeps the conversation, and takes the restart all the same', async () => {
  const watching = await watchOverPath();
  watching.path.relay.cut();
  await watching.call.next('realtime.warning', { fits: ({ data }) => data.code === 'media.interrupted' });
  watching.call.type('Hello');
  await watching.call.next('realtime.response.audio_transcript.done');
  await restart(watching);
});

describe('a server with a relay that is reached by TCP', () => {
  let fronted: RunningServer;
  const openFronted = useCalls(() => fronted);
  beforeAll(async () => {
    // The relay is never asked: that there is one makes the server look at every packet itself.
    const relay = { VISAVIS_TURN_URLS: 'turn:127.0.0.1:9?transport=tcp', VISAVIS_TURN_SECRET: 'shared-in-the-tests' };
    fronted = await startServer(relay);
  });
  afterAll(() => fronted?.stop());

  it('Scenario F4: a viewer whose address changes on the way goes on by itself', async () => {
    const { peer, path, call } = await watchOverPath({}, openFronted(), fronted);
    const { ssrc } = await peer.faceStats();
    const reboundAtMs = performance.now();
    path.relay.rebind();
    await peer.page.evaluate(() => void (inPage().shown.length = 0));
    await expect.poll(async () => (await peer.shown()).length, { timeout: 8_000 }).toBeGreaterThan(25);
    console.info(`a second of pictures ${Math.round(performance.now() - reboundAtMs)} ms after the change`);
    expect((await peer.faceStats()).ssrc).toBe(ssrc);
    expect(call.all('webrtc.signaling.offer')).toHaveLength(1);
  });
});
