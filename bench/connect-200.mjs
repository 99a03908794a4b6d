/* global window -- what runs in the page has it */
// Connects Chromium again and again while both cores encode video. Every connection must show a frame; prints how long
// that takes from the creation of the offer. Raw data in bench/results/.
// Usage: npm run build && node bench/connect-200.mjs [connections] [encoders]
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { Worker } from 'node:worker_threads';
import { mediaCodecs } from '@visavis/codecs';
import { Playout, createMediaEngine } from '@visavis/media';
import { EncodingSource, openBrowser, swayingFrames } from './media-support.mjs';

const connections = Number(process.argv[2] ?? 200);
const encoders = Number(process.argv[3] ?? 2);
const GIVEN_UP_MS = 10_000;
const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };

const engine = createMediaEngine({ codecs: mediaCodecs, udpPort: 40_200, logger });
const { browser, page } = await openBrowser();
const frames = swayingFrames(25);
const load = Array.from({ length: encoders }, () => new Worker(new URL('./encode-load.mjs', import.meta.url)));
const times = [];
let lost = 0;
try {
  for (let n = 0; n < connections; n++) {
    const ms = await connectOnce();
    if (ms === undefined) lost++;
    else times.push(ms);
  }
  report();
} finally {
  for (const worker of load) worker.postMessage('stop');
  await browser.close();
  engine.close();
}
process.exitCode = lost === 0 ? 0 : 1;

async function connectOnce() {
  const video = new EncodingSource(frames);
  const session = engine.openSession({ video, playout: new Playout({ logger }), logger });
  const startMs = performance.now();
  try {
    const { sdp } = await session.createOffer();
    const answer = await page.evaluate((offer) => window.answer(offer), sdp);
    await session.acceptAnswer(answer);
    for (const candidate of await page.evaluate(() => window.candidates)) session.addCandidate(candidate);
    const shown = page.evaluate(() => window.firstFrame).then(() => performance.now() - startMs);
    return await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, GIVEN_UP_MS))]);
  } finally {
    session.close();
    video.close();
  }
}

function report() {
  const sorted = times.toSorted((a, b) => a - b);
  const quantile = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN);
  const result = {
    connections,
    encoders,
    lost,
    firstFrameMs: { p50: quantile(0.5), p95: quantile(0.95), max: quantile(1) },
    ticks: engine.stats().ticks,
    loadAverage: Number(loadavg()[0].toFixed(1)),
  };
  console.log(result);
  const file = new URL('./results/connect-200.json', import.meta.url);
  writeFileSync(
    file,
    `${JSON.stringify({ ...result, measuredAt: new Date().toISOString(), timesMs: times.map(Math.round) }, null, 1)}\n`,
  );
}
