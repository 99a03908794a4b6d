import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { RunningServer } from '@visavis/server/testing';
import { launchBrowser } from '../support/browser.js';
import type { Call } from '../support/call.js';
import { callTest } from '../support/call-test.js';
import { isMissing } from '../support/missing.js';
import { sharedServer } from '../support/shared-server.js';
import { BrowserPeer, type InPage, type Shown } from './browser-peer.js';
import { connect, renegotiate } from './negotiation.js';

declare function inPage(): InPage;

/** Half a second's worth: a browser that draws on two shared cores may leave out as many by itself. */
const MISSED_ON_A_BUSY_MACHINE = 12;

let server: RunningServer;
let browser: Browser;
const it = callTest(() => server);
const peers: BrowserPeer[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([sharedServer(), launchBrowser()]);
});
afterEach(() => Promise.all(peers.splice(0).map(({ page }) => page.close())));
afterAll(() => browser?.close());

async function show(call: Call): Promise<BrowserPeer> {
  const peer = await BrowserPeer.open(browser, `${server.url}/healthz`);
  peers.push(peer);
  await connect(call, peer);
  await peer.moreShown(25);
  return peer;
}

/** Pictures the sender's clock counts between the first and the last that was shown, less those that were shown. */
const missed = (shown: readonly Shown[]): number => {
  const ticks = (shown.at(-1)!.timestamp - shown[0]!.timestamp + 2 ** 32) % 2 ** 32;
  return Math.round(ticks / 3600) - (shown.length - 1);
};
const directions = (sdp: string): string[] =>
  sdp
    .split(/^m=/m)
    .slice(1)
    .map(
      (section) => `${/^\w+ \d+/.exec(section)![0]} ${/^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(section)![1]}`,
    );

it('a camera can be added and taken away again while the face goes on', async ({ open }) => {
  const call = open();
  const peer = await show(call);
  const before = await peer.faceStats();
  for (const how of ['track', 'transceiver'] as const) {
    await peer.addCamera(how);
    const added = await renegotiate(call, peer);
    expect(directions(added.answer)).toContain(how === 'track' ? 'video 9 sendrecv' : 'video 9 recvonly');
    const shown = await peer.moreShown(25);
    await expect.poll(() => peer.cameraTargetBps()).toBeGreaterThan(0);
    expect(missed(shown)).toBeLessThan(MISSED_ON_A_BUSY_MACHINE);
    await peer.removeCamera();
    const removed = await renegotiate(call, peer);
    expect(directions(removed.answer)).not.toContain(how === 'track' ? 'video 9 sendrecv' : 'video 9 recvonly');
    await peer.moreShown(25);
  }
  const after = await peer.faceStats();
  expect(after).toMatchObject({ ssrc: before.ssrc, packetsLost: 0 });
  expect(await peer.connectionState()).toBe('connected');
});

it('the codec can be changed both ways while the face goes on', async ({ open, skip }) => {
  const call = open();
  const peer = await show(call);
  skip(isMissing((await peer.knows('H264')) ? undefined : 'the browser in CHROME_PATH has no H.264.'));
  for (const codec of ['H264', 'VP8']) {
    await peer.preferCodec(codec);
    const marker = (await peer.shown()).length;
    await renegotiate(call, peer);
    await expect.poll(async () => (await peer.faceStats()).codec).toBe(`video/${codec}`);
    await peer.moreShown(25);
    expect(missed((await peer.shown()).slice(marker - 1))).toBeLessThan(MISSED_ON_A_BUSY_MACHINE);
    expect((await peer.faceStats()).packetsLost).toBe(0);
  }
});

it('what is not wanted is refused or left unused in its own section: data channel, second camera, ended section', async ({
  open,
}) => {
  const call = open();
  const peer = await show(call);
  await peer.addCamera('transceiver');
  await peer.addCamera('transceiver');
  await peer.page.evaluate(() => void inPage().peer.createDataChannel('chat'));
  const all = await renegotiate(call, peer);
  expect(directions(all.answer)).toEqual([
    'video 9 sendonly',
    'audio 9 sendonly',
    'video 9 recvonly',
    'video 9 inactive',
    'application 0 inactive',
  ]);
  await peer.page.evaluate(() => inPage().peer.getTransceivers()[2]!.stop());
  const ended = await renegotiate(call, peer);
  expect(directions(ended.answer).slice(2, 4)).toEqual(['video 0 inactive', 'video 9 recvonly']);
  await peer.page.evaluate(() => (inPage().peer.getTransceivers()[0]!.direction = 'inactive'));
  expect(directions((await renegotiate(call, peer)).answer)[0]).toBe('video 9 inactive');
  await peer.page.evaluate(() => (inPage().peer.getTransceivers()[0]!.direction = 'recvonly'));
  expect(directions((await renegotiate(call, peer)).answer)[0]).toBe('video 9 sendonly');
  // Chromium's element shows a track that was away only when it is put there anew; what counts here is what it is sent.
  const { framesDecoded } = await peer.faceStats();
  await expect.poll(async () => (await peer.faceStats()).framesDecoded).toBeGreaterThan(framesDecoded + 10);
});

it('an offer that crosses ours gives way to it, and is answered when it comes again', async ({ open }) => {
  const call = open();
  const peer = await BrowserPeer.open(browser, `${server.url}/healthz`);
  peers.push(peer);
  await peer.addCamera('transceiver');
  await call.next('webrtc.signaling.offer');
  call.send({ type: 'webrtc.signaling.offer', data: { sdp: { type: 'offer', sdp: await peer.offer() } } });
  await call.next('realtime.warning');
  // Taking ours, the browser puts its own back (RFC 8829 §4.1.10.2).
  await connect(call, peer);
  await peer.moreShown(10);
  const { answer } = await renegotiate(call, peer);
  expect(directions(answer)).toEqual(['video 9 sendonly', 'audio 9 sendonly', 'video 9 recvonly']);
  await peer.moreShown(10);
  expect(call.all('webrtc.signaling.answer')).toHaveLength(1);
});
