import type { Page } from 'playwright-core';
import { UdpRelay } from '@visavis/media/testing';
import { ownAddress } from '../../support/own-address.js';
import { changeRewrites, mediaOver, rewriteMessages } from '../../support/rewrite-messages.js';
import { framesShown, type Guide } from '../guide.js';

/** A second of pictures. */
const SECOND = 25;
/** Restarts are made when the browser misses the server's packets, after some five seconds. */
const NOTICED_WITHIN_MS = 20_000;

/** The face is shown, comes back on another network, and a wrong key is reported. */
export async function webrtc(guide: Guide): Promise<void> {
  const { expect } = guide;
  const way = await guide.cuttable();
  const [first, second] = [await openPath(guide), await openPath(guide)];
  const page = await guide.open(['webrtc'], { to: way, prepare: (page) => rewriteMessages(page, mediaOver(first)) });
  const status = () => page.locator('#status').innerText();
  await page.getByRole('button', { name: 'Start' }).click();
  await moreFrames(page, guide);
  expect(await kindsShown(page)).toEqual(['audio', 'video']);

  const { counts: before } = await guide.scripted.health();
  way.block();
  first.relay.cut();
  await changeRewrites(page, mediaOver(second));
  await expect.poll(status, { timeout: NOTICED_WITHIN_MS }).toContain('disconnected');
  way.unblock();
  await expect.poll(status, { timeout: NOTICED_WITHIN_MS }).toContain(': connected');
  await moreFrames(page, guide);
  const { counts: after } = await guide.scripted.health();
  expect(after).toMatchObject({ sessions: before['sessions'], peerConnections: before['peerConnections'] });

  const stranger = await guide.open(['webrtc'], { to: { url: guide.scripted.url, license: 'vv_wrong' } });
  await stranger.getByRole('button', { name: 'Start' }).click();
  await expect.poll(() => stranger.locator('#status').innerText()).toBe('Invalid license');
}

async function moreFrames(page: Page, { expect }: Guide): Promise<void> {
  const before = await framesShown(page);
  await expect.poll(() => framesShown(page), { timeout: 30_000 }).toBeGreaterThan(before + SECOND);
}

const kindsShown = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const stream = document.querySelector('video')!.srcObject as MediaStream;
    return stream
      .getTracks()
      .map(({ kind }) => kind)
      .sort();
  });

/** A network between the browser and the server's media that can go away. */
async function openPath(guide: Guide): Promise<{ relay: UdpRelay; port: number }> {
  const media = { address: '127.0.0.1', port: Number(new URL(guide.scripted.url).port) };
  const relay = new UdpRelay(media, { address: ownAddress() });
  guide.closeLater({ close: async () => relay.close() });
  return { relay, port: await relay.open() };
}
