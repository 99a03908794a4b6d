// Chromium watches a face that speaks and falls silent in turns, behind a link that narrows in steps and widens again:
// pictures a second, gaps of more than 200 ms between two pictures shown, sizes, bitrates and lost packets of each step.
// Raw data in bench/results/. Run: npm run build && node bench/narrowing-link-chromium.mjs [vp8|h264] [seconds of a step]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStudio } from '@visavis/avatar';
import { mediaCodecs, videoEncoders } from '@visavis/codecs';
import { Playout, createMediaEngine } from '@visavis/media';
import { UdpRelay } from '@visavis/media/testing';
import { FliteSynthesizer } from '@visavis/providers';
import { openBrowser, ownAddress } from './media-support.mjs';
import { viewOf } from './support/take-over.mjs';
import { mean, quantile, rounded, save, table } from './support/figures.mjs';

const codec = process.argv[2] ?? 'vp8';
const stepSeconds = Number(process.argv[3] ?? 16);
const STEPS_KBPS = [600, 300, 150, 80, 150, 300, 600];
const link = { downBps: STEPS_KBPS[0] * 1000, queueMs: 300, delayMs: 30 };
/** A gap between two pictures that is seen as a freeze. */
const FREEZE_MS = 200;
const SPEECH = 'Maybe Bob may move the boxes up to the room above, before the museum opens at ten.';
const SILENCE_MS = 3000;
const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
const udpPort = 40_620;

const segments = await speak();
const cacheDir = await mkdtemp(join(tmpdir(), 'visavis-bench-'));
const studio = createStudio({
  standard: { id: 'iris' },
  standIn: { id: 'iris' },
  cacheDir,
  encoders: videoEncoders,
  logger,
});
await studio.ready;
const engine = createMediaEngine({ codecs: mediaCodecs, udpPort, loopbackCandidate: true, logger });
const relay = new UdpRelay({ port: udpPort, address: ownAddress() }, link);
const relayPort = await relay.open();
const { browser, page } = await openBrowser();
const playout = new Playout({ logger });
const video = studio.openFace(viewOf(playout), { id: 'iris' });
let talking = true;
try {
  const session = engine.openSession({ video, playout, logger });
  const offer = await session.createOffer();
  const narrowed = offer.sdp.replaceAll(/^(a=candidate:\S+ 1 UDP \d+) \S+ \d+/gm, `$1 ${ownAddress()} ${relayPort}`);
  const answer = await page.evaluate(([sdp, name]) => window.answer(sdp, name), [narrowed, codec]);
  // The viewer's candidates are not passed on: every packet goes through the relay, found by its checks.
  await session.acceptAnswer(answer.replaceAll(/^a=candidate:.*\r\n/gm, ''));
  await page.evaluate(() => window.firstFrame);
  await page.evaluate(watchPictures);
  void talk();
  const steps = [];
  for (const kbps of STEPS_KBPS) {
    relay.setRate(kbps * 1000);
    const before = { ...relay.counts };
    const series = [];
    for (let second = 0; second < stepSeconds; second++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const { video: seen, audio: heard } = await page.evaluate(() => window.stats());
      const { targetBps, sentBps, rttMs } = session.stats();
      const { freezeCount, framesDecoded, frameWidth } = seen;
      const concealed = heard.concealedSamples / heard.totalSamplesReceived;
      series.push({ targetBps, sentBps, rttMs: rounded(rttMs), freezeCount, framesDecoded, frameWidth, concealed });
    }
    const pictures = await page.evaluate(() => window.pictures.splice(0));
    const lostPackets = relay.counts.dropped - before.dropped;
    steps.push({ kbps, lostPackets, pictures, series });
  }
  talking = false;
  report(steps);
} finally {
  await browser.close();
  relay.close();
  engine.close();
  video.close();
  await studio.close();
  await rm(cacheDir, { recursive: true });
}
process.exit(0);

async function speak() {
  const voice = new FliteSynthesizer();
  await voice.prepare();
  const all = [];
  for await (const segment of voice.synthesize(SPEECH, { signal: new AbortController().signal }))
    if (segment.samples.length > 0) all.push(segment);
  await voice.close();
  return all;
}

async function talk() {
  while (talking) {
    for (const segment of segments) await playout.play({ ...segment });
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
  }
}

/** Runs in the page: when each picture is shown, and its size. */
function watchPictures() {
  /* global window, document -- what runs in the page has these */
  const element = document.querySelector('video');
  window.pictures = [];
  const next = (nowMs, { width, height }) => {
    window.pictures.push([Math.round(nowMs), width, height]);
    element.requestVideoFrameCallback(next);
  };
  element.requestVideoFrameCallback(next);
}

function report(steps) {
  const rows = steps.map(({ kbps, lostPackets, pictures, series }) => {
    const gaps = pictures.slice(1).map(([ms], i) => ms - pictures[i][0]);
    const settled = series.slice(Math.floor(series.length / 2));
    return {
      linkKbps: kbps,
      picturesPerSecond: rounded(pictures.length / stepSeconds),
      freezes: gaps.filter((ms) => ms > FREEZE_MS).length,
      longestGapMs: Math.max(...gaps),
      gapP95Ms: rounded(quantile(gaps, 0.95)),
      browserFreezes: series.at(-1).freezeCount - series[0].freezeCount,
      widths: [...new Set(pictures.map(([, width]) => width))],
      targetKbps: Math.round(mean(settled.map(({ targetBps }) => targetBps)) / 1000),
      sentKbps: Math.round(mean(settled.map(({ sentBps }) => sentBps)) / 1000),
      lostPackets,
    };
  });
  table([Object.keys(rows[0]), ...rows.map((row) => Object.values(row).map(String))]);
  save(`narrowing-link-chromium-${codec}`, { codec, link, stepSeconds, rows, steps });
}
