import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { callTest } from '../support/call-test.js';
import { findFirefox, Firefox, type FirefoxPage } from '../support/firefox.js';
import { isMissing } from '../support/missing.js';
import { BrowserPeer } from './browser-peer.js';
import { connect, renegotiate } from './negotiation.js';

const program = findFirefox();
const missing = program ? undefined : 'the tests in Firefox need one (Debian: apt-get install firefox-esr).';

let server: RunningServer;
let browser: Firefox;
const it = callTest(() => server);

/** Lives in the page: the connections that it has opened. */
declare const connections: RTCPeerConnection[];

/** Opens the talking page, keeps its connections, and presses Start. */
async function openTalkingPage(firefox = browser): Promise<FirefoxPage> {
  const page = await firefox.newPage();
  await page.goto(await server.invitation());
  await page.evaluate(async () => {
    const kept: RTCPeerConnection[] = [];
    const Original = RTCPeerConnection;
    const Kept = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        kept.push(this);
      }
    };
    Object.assign(window, { connections: kept, RTCPeerConnection: Kept });
    const start = document.querySelector<HTMLButtonElement>('#start')!;
    while (start.disabled) await new Promise((resolve) => setTimeout(resolve, 20));
    start.click();
  });
  return page;
}

/** What the last connection of the page has received. The energy is that of the sound (W3C webrtc-stats). */
const received = (page: FirefoxPage): Promise<{ framesDecoded: number; audioEnergy: number }> =>
  page.evaluate(async () => {
    type Entry = Record<string, number> & { type: string; kind: string };
    const report = (await connections.at(-1)?.getStats()) as unknown as Map<string, Entry> | undefined;
    const inbound = (kind: string) =>
      [...(report?.values() ?? [])].find((entry) => entry.type === 'inbound-rtp' && entry.kind === kind);
    return {
      framesDecoded: inbound('video')?.['framesDecoded'] ?? 0,
      audioEnergy: inbound('audio')?.['totalAudioEnergy'] ?? 0,
    };
  });

const textOf = (page: FirefoxPage, selector: string): Promise<string> =>
  page.evaluate((of) => document.querySelector<HTMLElement>(of)!.innerText, selector);

const sessions = async () => (await server.health()).counts['sessions'];

describe.skipIf(isMissing(missing))('in Firefox, with a server that was started with nothing set', () => {
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), Firefox.launch(program!)]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  it('B01: the page shows the face, and its greeting is heard', async () => {
    const page = await openTalkingPage();
    await expect.poll(() => page.evaluate(() => document.querySelector('#portrait[data-painted]') !== null)).toBe(true);
    await expect.poll(async () => (await received(page)).framesDecoded).toBeGreaterThan(25);
    // Speech of a second has about 0.03; the silence of the face is digital.
    await expect.poll(async () => (await received(page)).audioEnergy).toBeGreaterThan(0.01);
    await page.close();
  });

  it('B01: an ICE restart leads to a new connection, over which the same face goes on in the same element', async () => {
    // The goodbye of a page that an earlier test has closed may take Firefox seconds.
    await expect.poll(sessions, { timeout: 40_000 }).toBe(0);
    const page = await openTalkingPage();
    await expect.poll(async () => (await received(page)).framesDecoded).toBeGreaterThan(10);
    const count = await page.evaluate(() => connections.length);
    await page.evaluate(() => connections.at(-1)!.restartIce());
    await expect.poll(() => page.evaluate(() => connections.length)).toBe(count + 1);
    await expect.poll(async () => (await received(page)).framesDecoded).toBeGreaterThan(25);
    await page.evaluate(async () => {
      const face = document.querySelector<HTMLVideoElement>('#face')!;
      for (let shown = 0; shown < 10; shown++) await new Promise((next) => face.requestVideoFrameCallback(next));
    });
    expect(await sessions()).toBe(1);
    await page.close();
  });

  it.concurrent(
    'the page listens to the typing, and says why, within seconds where no sound comes from a microphone that is allowed',
    async ({ expect }) => {
      const page = await openTalkingPage();
      // On a machine with a device for sound it is heard.
      await expect.poll(() => textOf(page, '#status-text'), { timeout: 30_000 }).toMatch(/^Listening/);
      if ((await textOf(page, '#status-text')) === 'Listening to your typing')
        expect(await textOf(page, '#notice')).toContain('The microphone does not answer');
      await page.close();
    },
  );

  it.concurrent(
    'the page says that the browser waits for its user to allow the microphone, and is talked to by typing meanwhile',
    async ({ expect, onTestFinished }) => {
      const asking = await Firefox.launch(program!, { asks: true });
      onTestFinished(() => asking.close());
      const page = await openTalkingPage(asking);
      await expect.poll(() => textOf(page, '#status-text'), { timeout: 30_000 }).toBe('Listening to your typing');
      expect(await textOf(page, '#notice')).toContain('The browser waits for you to allow the microphone');
      await page.evaluate(() => {
        document.querySelector<HTMLInputElement>('#say')!.value = 'Who are you?';
        document.querySelector<HTMLFormElement>('#say-form')!.requestSubmit();
      });
      const answers = () => page.evaluate(() => document.querySelectorAll('.line-user ~ .line-face').length);
      await expect.poll(answers).toBeGreaterThan(0);
    },
  );

  it('B01, B30: a camera in layers can be added and taken away while the face goes on', async ({ open }) => {
    const call = open();
    const peer = await BrowserPeer.open(browser, `${server.url}/healthz`);
    const goesOn = async () => {
      const { framesDecoded } = await peer.faceStats();
      await expect.poll(async () => (await peer.faceStats()).framesDecoded).toBeGreaterThan(framesDecoded + 10);
    };
    await connect(call, peer);
    await goesOn();
    await peer.addCamera('layers');
    const { answer } = await renegotiate(call, peer);
    expect(answer).toMatch(/^a=recvonly/m);
    await goesOn();
    await peer.removeCamera();
    await renegotiate(call, peer);
    await goesOn();
    await peer.page.close();
  });
});
