import type { Browser } from 'playwright-core';
import type { RunningServer } from '@visavis/server/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { callTest } from '../support/call-test.js';
import { sharedServer } from '../support/shared-server.js';
import { BrowserPeer } from './browser-peer.js';
import { connect } from './negotiation.js';
import { SentPictures } from './sent-pictures.js';
import { openUdpPath } from './udp-path.js';

let server: RunningServer;
let browser: Browser;
const it = callTest(() => server);

beforeAll(async () => {
  [server, browser] = await Promise.all([sharedServer(), launchBrowser()]);
});
afterAll(() => browser?.close());

it.for([
  [{ loss: 0.05, delayMs: 30 }, 0.93],
  [{ loss: 0.1, delayMs: 30 }, 0.85],
  // Most packets overtake others: those are late, not lost.
  [{ jitterMs: 100, delayMs: 30 }, 0.93],
] as const)(
  'Scenario F1: on a link with %j enough arrives, or is sent again, that %d of the pictures are decoded',
  async ([link, share], { open, onTestFinished }) => {
    const peer = await BrowserPeer.open(browser, `${server.url}/healthz`);
    const pictures = new SentPictures();
    const { relay, carry } = await openUdpPath(server, { ...link, onDown: pictures.watch });
    onTestFinished(async () => {
      await peer.page.close();
      relay.close();
    });
    await connect(open(), peer, carry);
    await peer.moreShown(25);
    const before = { stats: await peer.faceStats(), last: (await peer.shown()).at(-1)! };
    const last = (await peer.moreShown(75)).at(-1)!;
    const { framesDecoded } = await peer.faceStats();
    const sent = pictures.between(before.last.timestamp, last.timestamp);
    const decoded = framesDecoded - before.stats.framesDecoded;
    console.info(`${decoded} of ${sent} pictures decoded, packets ${JSON.stringify(relay.counts)}`);
    expect(relay.counts.dropped > 0).toBe('loss' in link);
    expect(decoded / sent).toBeGreaterThan(share);
  },
);
