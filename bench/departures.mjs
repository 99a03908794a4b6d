/* global window -- what runs in the page has it */
// How soon the place of a page is free that goes to another address while the face speaks, with the goodbye on the socket
// alone and with the request beside it. Both cores are kept busy by pages that do the same.
// Usage: npm run build && node bench/departures.mjs [--departures=60] [--pages=4]
import { setTimeout as wait } from 'node:timers/promises';
import { startServer } from '@visavis/server/testing';
import { option, row, ROW_HEAD, save, table } from './support/figures.mjs';
import { openPage } from './support/page.mjs';

const departures = option('departures', 60);
const pages = option('pages', 4);
/** A place is kept for 30 s at most. */
const FREE_WITHIN_MS = 40_000;

const server = await startServer();
try {
  const socketAlone = await measure(true);
  const withRequest = await measure(false);
  console.log('From the departure to the end of the session, ms');
  table([ROW_HEAD, row('goodbye on the socket', socketAlone.freeMs), row('and by a request', withRequest.freeMs)]);
  console.log('Ends:', JSON.stringify({ socketAlone: socketAlone.ends, withRequest: withRequest.ends }));
  save('departures', { unit: 'ms from the departure to the end of the session', socketAlone, withRequest });
} finally {
  await server.stop();
}

/** @param socketOnly Keeps the page's request from its browser. */
async function measure(socketOnly) {
  const tabs = await Promise.all(Array.from({ length: pages }, () => openPage({ prepare, args: { socketOnly } })));
  const all = [];
  let begun = 0;
  const leaveAgain = async ({ page }) => {
    await page.goto(await server.invitation());
    while (begun++ < departures) {
      all.push(await leave(page));
      await page.goto(server.url);
    }
  };
  await Promise.all(tabs.map(leaveAgain));
  await Promise.all(tabs.map(({ browser }) => browser.close()));
  const ends = {};
  for (const { reason } of all) ends[reason] = (ends[reason] ?? 0) + 1;
  return { ends, freeMs: all.map(({ freeMs }) => freeMs) };
}

/** Starts a session, and leaves it in the middle of the greeting. */
async function leave(page) {
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.locator('body[data-state=speaking]').waitFor();
  const id = await page.evaluate(() => window.sessionId);
  const leftMs = Date.now();
  await page.goto('about:blank');
  const { time, reason } = await endOf(id);
  return { reason, freeMs: time - leftMs };
}

/** The line in which the server's log ends a session. */
async function endOf(id) {
  for (const since = Date.now(); Date.now() - since < FREE_WITHIN_MS; await wait(50)) {
    const lines = server.output().split('\n');
    const line = lines.find((text) => text.includes(id) && text.includes('"session closed"'));
    if (line) return JSON.parse(line);
  }
  throw new Error(`Session ${id} did not end`);
}

/** Runs in the page before its scripts: notes the id of the session. */
function prepare({ socketOnly }) {
  const { WebSocket, fetch } = window;
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        const { type, data: content } = JSON.parse(data);
        if (type === 'conversation.connected.success') window.sessionId = content.sessionId;
      });
    }
  };
  window.fetch = (url, init) =>
    socketOnly && String(url).endsWith('/api/session/end') ? Promise.reject(new TypeError()) : fetch(url, init);
}
