/* global window, HTMLVideoElement -- what runs in the page has these */
// How long a user waits for the face: from the WebSocket's opening to the first frame painted, in the real page.
// Usage: npm run build && node bench/first-frame.mjs [--connects=60]
import { startServer } from '@visavis/server/testing';
import { option, quantile, rounded, row, ROW_HEAD, save, table } from './support/figures.mjs';
import { openPage, startTalking, stopTalking } from './support/page.mjs';

const connects = option('connects', 60);
const STEPS = ['created', 'open', 'offer', 'answer', 'connected', 'painted'];

const server = await startServer({ LOG_LEVEL: 'warn' });
const { browser, page } = await openPage({ url: await server.invitation(), prepare: watchConnection });
try {
  const all = [];
  for (let n = 0; n < connects; n++) {
    if (n > 0) await page.reload();
    await startTalking(page);
    await page.locator('#portrait[data-painted]').waitFor();
    all.push(await page.evaluate(() => window.steps));
    await stopTalking(page);
    await page.waitForTimeout(300);
  }
  report(all);
} finally {
  await browser.close();
  await server.stop();
}

/** Runs in the page before its scripts: notes when each step of the connection is reached. */
function watchConnection() {
  const steps = (window.steps = {});
  const note = (name) => (steps[name] ??= window.performance.now());
  const { WebSocket, RTCPeerConnection } = window;
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      note('created');
      super(...given);
      this.addEventListener('open', () => note('open'));
      this.addEventListener('message', ({ data }) => data.includes('signaling.offer') && note('offer'));
    }
    send(data) {
      if (data.includes('signaling.answer')) note('answer');
      super.send(data);
    }
  };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      this.addEventListener('connectionstatechange', () => this.connectionState === 'connected' && note('connected'));
    }
  };
  const { requestVideoFrameCallback } = HTMLVideoElement.prototype;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
    return requestVideoFrameCallback.call(this, (now, frame) => {
      note('painted');
      callback(now, frame);
    });
  };
}

function report(all) {
  const sinceOpen = (steps, name) => steps[name] - steps.open;
  const [cold, ...warm] = all;
  const rows = STEPS.filter((name) => name !== 'open').map((name) =>
    row(
      name === 'created' ? 'socket requested (before 0)' : name,
      warm.map((steps) => sinceOpen(steps, name)),
    ),
  );
  const painted = warm.map((steps) => sinceOpen(steps, 'painted'));
  console.log(`First frame, ms after the WebSocket opened; the page reloaded each time`);
  table([ROW_HEAD, ...rows]);
  console.log(`cold first page of a new browser: ${rounded(sinceOpen(cold, 'painted'))} ms`);
  save('first-frame', {
    unit: 'ms since the WebSocket opened',
    paintedP50: rounded(quantile(painted, 0.5)),
    paintedP95: rounded(quantile(painted, 0.95)),
    coldPainted: rounded(sinceOpen(cold, 'painted')),
    connects: all.map((steps) => Object.fromEntries(STEPS.map((name) => [name, rounded(sinceOpen(steps, name))]))),
  });
}
