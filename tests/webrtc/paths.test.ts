import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { UdpRelay } from '@visavis/media/testing';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { launchBrowser } from '../support/browser.js';
import type { Call } from '../support/call.js';
import { callTest } from '../support/call-test.js';
import { isMissing } from '../support/missing.js';
import { outsideAddress } from '../support/own-address.js';
import { BrowserPeer } from './browser-peer.js';
import { connect, type CarryOptions } from './negotiation.js';

let dualStack: RunningServer;
let translated: RunningServer;
let browser: Browser;
const itDualStack = callTest(() => dualStack);
const itTranslated = callTest(() => translated);

beforeAll(async () => {
  [dualStack, translated, browser] = await Promise.all([
    startServer({ HOST: '::' }),
    startServer({ PUBLIC_IP: '127.0.0.2,127.0.0.3', VISAVIS_UDP_HOST: '127.0.0.1' }),
    launchBrowser(),
  ]);
});
afterAll(() => Promise.all([browser?.close(), dualStack?.stop(), translated?.stop()]));

async function watch(call: Call, carry: CarryOptions = {}, viewer = browser) {
  const peer = await BrowserPeer.open(viewer, `${dualStack.url}/healthz`);
  await connect(call, peer, carry);
  await peer.moreShown(10);
  const stats = await peer.faceStats();
  const own = await peer.page.evaluate(() => inPage().peer.localDescription!.sdp);
  await peer.page.close();
  return { stats, own };
}
declare function inPage(): { peer: RTCPeerConnection };

/** The server's candidates are narrowed, and the browser's kept from it, so that there is no way round. */
const only = (wanted: (address: string) => boolean): CarryOptions => ({
  mapCandidate: (candidate) => (wanted(candidate.split(' ')[4]!) ? candidate : undefined),
  withoutCandidates: true,
});

const without = (family: 'IPv4' | 'IPv6'): boolean =>
  isMissing(
    outsideAddress(family) ? undefined : `a browser over ${family} needs an ${family} address besides loopback.`,
  );

describe('a browser reaches the face', () => {
  itDualStack.skipIf(without('IPv6'))(
    'Scenario F8: over IPv6, where the server listens on both families',
    async ({ open }) => {
      const { stats } = await watch(
        open(),
        only((address) => address.includes(':')),
      );
      expect(stats.pair.remoteAddress).toContain(':');
    },
  );

  itDualStack.skipIf(without('IPv4'))(
    'Scenario F8: over IPv4, where the server listens on both families',
    async ({ open }) => {
      const { stats } = await watch(
        open(),
        only((address) => address.includes('.')),
      );
      expect(stats.pair.remoteAddress).toContain('.');
    },
  );

  itDualStack.skipIf(without('IPv4'))(
    'Scenario F8: although it hides its own addresses behind multicast names',
    async ({ open }) => {
      const shy = await launchBrowser({ allowMicrophone: false });
      const { own } = await watch(open(), {}, shy).finally(() => shy.close());
      const addresses = [...own.matchAll(/^a=candidate:\S+ \d udp \d+ (\S+)/gim)].map(([, address]) => address);
      expect(addresses.length).toBeGreaterThan(0);
      for (const address of addresses) expect(address).toMatch(/\.local$/);
    },
  );

  itTranslated(
    'by its public address alone, where it stands behind one-to-one address translation',
    async ({ open }) => {
      const port = Number(new URL(translated.url).port);
      // Like a translation, it hands on what comes to the public address.
      const relay = new UdpRelay({ address: '127.0.0.1', port }, { address: '127.0.0.2', port });
      await relay.open();
      const { stats } = await watch(
        open(),
        only((address) => address === '127.0.0.2'),
      ).finally(() => relay.close());
      expect(stats.pair.remoteAddress).toBe('127.0.0.2');
    },
  );
});
