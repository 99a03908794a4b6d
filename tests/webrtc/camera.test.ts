import type { Browser } from 'playwright-core';
import { silentLogger } from '@visavis/core';
import { mediaCodecs } from '@visavis/codecs';
import { createMediaEngine, Playout, type CameraPicture, type MediaEngine, type MediaSession } from '@visavis/media';
import { PatternedVideo } from '@visavis/media/testing';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, it, type ExpectStatic } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { isMissing } from '../support/missing.js';
import { BrowserPeer } from './browser-peer.js';

let page: Server;
let browser: Browser;
let engine: MediaEngine;

beforeAll(async () => {
  page = createServer((_, response) => void response.setHeader('content-type', 'text/html').end('<!doctype html>'));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  engine = createMediaEngine({
    codecs: mediaCodecs,
    udpPort: await freePort(),
    bindAddress: '127.0.0.1',
    logger: silentLogger,
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await Promise.all([browser?.close(), engine?.close()]);
  page?.close();
});

/** A UDP port that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

async function watch(expect: ExpectStatic) {
  const session = engine.openSession({ video: new PatternedVideo(), playout: new Playout(), logger: silentLogger });
  const pictures: { picture: CameraPicture; atMs: number }[] = [];
  session.events.on('pictureReceived', ({ picture }) => pictures.push({ picture, atMs: performance.now() }));
  const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
  const peer = await BrowserPeer.open(browser, url);
  await session.acceptAnswer(await peer.answer((await session.createOffer()).sdp));
  await expect.poll(() => session.state).toBe('connected');
  return { session, pictures, peer };
}

async function renegotiate(session: MediaSession, peer: BrowserPeer): Promise<void> {
  await peer.accept((await session.acceptOffer(await peer.offer())).sdp);
}

/** Colours of the middle of the left and of the right half, red, green and blue. */
function coloursOf(peer: BrowserPeer, { bytes }: CameraPicture): Promise<number[][]> {
  return peer.page.evaluate(async (base64) => {
    const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([data], { type: 'image/jpeg' }));
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    pen.drawImage(bitmap, 0, 0);
    return [0.25, 0.9].map((x) => [...pen.getImageData(bitmap.width * x, bitmap.height / 4, 1, 1).data.slice(0, 3)]);
  }, Buffer.from(bytes).toString('base64'));
}

describe.concurrent.each(['VP8', 'H264'])('a camera that a browser adds, in %s', (codec) => {
  it('is seen as small pictures in the right colours, now and then, and no longer when it is taken away', async ({
    skip,
    expect,
  }) => {
    const { session, pictures, peer } = await watch(expect);
    skip(isMissing((await peer.knows(codec)) ? undefined : `the browser in CHROME_PATH has no ${codec}.`));
    await peer.preferCodec(codec);
    await peer.addCamera('track');
    await renegotiate(session, peer);
    await expect.poll(() => pictures.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
    const { picture } = pictures.at(-1)!;
    expect(picture).toMatchObject({ mime: 'image/jpeg' });
    expect(Math.max(picture.width, picture.height)).toBeLessThanOrEqual(640);
    expect(picture.width / picture.height).toBeCloseTo(16 / 9, 1);
    const [left, right] = await coloursOf(peer, picture);
    expect(left![0]).toBeGreaterThan(180);
    expect(left![2]).toBeLessThan(80);
    expect(right![2]).toBeGreaterThan(180);
    expect(right![0]).toBeLessThan(80);
    const gaps = pictures.slice(1).map(({ atMs }, i) => atMs - pictures[i]!.atMs);
    expect(Math.min(...gaps)).toBeGreaterThan(1500);
    // What the server asks for (400 kbps) is what the browser aims at, although the path would carry much more.
    await expect.poll(() => peer.cameraTargetBps()).toBeLessThanOrEqual(400_000);
    await peer.removeCamera();
    await renegotiate(session, peer);
    const seen = pictures.length;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(pictures.length).toBe(seen);
    session.close();
    await peer.page.close();
  });
});

it.concurrent(
  'B30: a camera in three layers can be added to the open call, and one of them is seen',
  async ({ expect }) => {
    const { session, pictures, peer } = await watch(expect);
    await peer.addCamera('layers');
    await renegotiate(session, peer);
    await expect.poll(() => pictures.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
    const [left, right] = await coloursOf(peer, pictures.at(-1)!.picture);
    expect(left![0]).toBeGreaterThan(180);
    expect(right![2]).toBeGreaterThan(180);
    session.close();
    await peer.page.close();
  },
);
