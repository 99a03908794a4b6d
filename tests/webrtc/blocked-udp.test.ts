import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { launchBrowser } from '../support/browser.js';
import { callTest } from '../support/call-test.js';
import { isMissing } from '../support/missing.js';
import { ownAddress } from '../support/own-address.js';
import { findRelayServer, startRelayServer, type RelayServer } from '../support/relay-server.js';
import { BrowserPeer } from './browser-peer.js';
import { connect } from './negotiation.js';

const missing = findRelayServer() ? undefined : 'the tests with a relay need coturn (Debian: apt-get install coturn).';

let relay: RelayServer;
let server: RunningServer;
let browser: Browser;
const it = callTest(() => server);

describe.skipIf(isMissing(missing))('where UDP is blocked, and a relay can be reached over TCP', () => {
  beforeAll(async () => {
    relay = await startRelayServer(ownAddress());
    [server, browser] = await Promise.all([
      // The relay is another machine: it must be able to reach the media port.
      startServer({ HOST: '0.0.0.0', VISAVIS_TURN_URLS: relay.url, VISAVIS_TURN_SECRET: relay.secret }),
      launchBrowser({ blockUdp: true }),
    ]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop(), relay?.stop()]));

  it('Scenario F3: the face is seen and heard through the relay, with the credentials of this session', async ({
    open,
  }) => {
    const call = open();
    const { data } = await call.next('conversation.connected.success');
    const [turn] = data.iceServers;
    expect(turn?.urls).toEqual([relay.url]);
    expect(turn?.username).toMatch(new RegExp(`^\\d{10}:${data.sessionId}$`));
    const peer = await BrowserPeer.open(browser, `${server.url}/healthz`, { iceServers: data.iceServers });
    await connect(call, peer);
    await peer.moreShown(25);
    const { pair, audioPackets } = await peer.faceStats();
    expect(pair.relayProtocol).toBe('tcp');
    expect(audioPackets).toBeGreaterThan(0);
    await peer.page.close();
  });

  it('the credentials of another session open nothing', async ({ open }) => {
    const call = open();
    const { data } = await call.next('conversation.connected.success');
    const forged = data.iceServers.map((entry) => ({ ...entry, username: `${entry.username}x` }));
    const peer = await BrowserPeer.open(browser, `${server.url}/healthz`, { iceServers: forged, relayOnly: true });
    const { data: offer } = await call.next('webrtc.signaling.offer');
    expect(await peer.answer(offer.sdp.sdp)).not.toContain('typ relay');
    const honest = await BrowserPeer.open(browser, `${server.url}/healthz`, {
      iceServers: data.iceServers,
      relayOnly: true,
    });
    expect(await honest.answer(offer.sdp.sdp)).toContain('typ relay');
    await Promise.all([peer.page.close(), honest.page.close()]);
  });

  it('the page shows the face without any setting', async () => {
    const page = await browser.newPage();
    await page.goto(await server.invitation());
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('#portrait[data-painted]').waitFor();
    await page.close();
  });
});
