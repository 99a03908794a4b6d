/* global window -- what runs in the page has it */
// Chromium behind a narrow link (600 kbps, 300 ms of queue, 30 ms each way) watches a video of a swaying head encoded
// at up to 800 kbps. Prints frames per second, freezes and the share of retransmissions; every run is added to the raw
// data in bench/results/, so that no run is lost to a better one. Usage: npm run build && node bench/link-600k.mjs
// [seconds] [vp8|h264]
import { appendFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { mediaCodecs } from '@visavis/codecs';
import { Playout, createMediaEngine } from '@visavis/media';
import { UdpRelay } from '@visavis/media/testing';
import { EncodingSource, openBrowser, ownAddress, swayingFrames } from './media-support.mjs';

const seconds = Number(process.argv[2] ?? 30);
const codec = process.argv[3] ?? 'vp8';
const link = { downBps: 600_000, queueMs: 300, delayMs: 30 };
const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
const udpPort = 40_600;

const engine = createMediaEngine({ codecs: mediaCodecs, udpPort, loopbackCandidate: true, logger });
const relay = new UdpRelay({ port: udpPort, address: ownAddress() }, link);
const relayPort = await relay.open();
const { browser, page } = await openBrowser();
const video = new EncodingSource(swayingFrames());
const playout = new Playout({ logger });
try {
  const session = engine.openSession({ video, playout, logger });
  const offer = await session.createOffer();
  const narrowed = offer.sdp
    .split('\r\n')
    .filter((line) => !line.startsWith('a=candidate:') || line.includes(`candidate:${firstCandidate(offer.sdp)}`))
    .map((line) => line.replace(/^(a=candidate:\S+ 1 UDP \d+) \S+ \d+/, `$1 ${ownAddress()} ${relayPort}`));
  const answer = await page.evaluate(([sdp, name]) => window.answer(sdp, name), [narrowed.join('\r\n'), codec]);
  // The viewer's candidates are not passed on: every packet goes through the relay, found by its checks.
  await session.acceptAnswer(answer.replaceAll(/^a=candidate:.*\r\n/gm, ''));
  await page.evaluate(() => window.firstFrame);
  const samples = Int16Array.from({ length: 48_000 * 20 }, (_, i) => 6000 * Math.sin(i / 30) * Math.sin(i / 9000));
  void playout.play({ samples, text: '' });

  const series = [];
  for (let second = 0; second < seconds; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { video: seen, audio: heard } = await page.evaluate(() => window.stats());
    series.push({
      framesPerSecond: seen.framesPerSecond ?? 0,
      framesDecoded: seen.framesDecoded,
      freezeCount: seen.freezeCount,
      concealedShare: heard.concealedSamples / heard.totalSamplesReceived,
      ...session.stats(),
    });
  }
  report(series, session.stats());
} finally {
  await browser.close();
  relay.close();
  engine.close();
  video.close();
}

function firstCandidate(sdp) {
  return /^a=candidate:(.*)$/m.exec(sdp)[1].trim();
}

function report(series, stats) {
  const settled = series.slice(5);
  const frames = settled.at(-1).framesDecoded - series[4].framesDecoded;
  const sentPackets = relay.counts.passed + relay.counts.dropped;
  const result = {
    codec,
    link,
    seconds,
    fps: Number((frames / (settled.length || 1)).toFixed(1)),
    freezes: series.at(-1).freezeCount,
    freezesAfter5s: series.at(-1).freezeCount - series[4].freezeCount,
    retransmittedShare: Number((stats.resent / sentPackets).toFixed(4)),
    droppedByLink: relay.counts.dropped,
    audioConcealed: Number(series.at(-1).concealedShare.toFixed(4)),
    meanSentKbps: Math.round(settled.reduce((sum, { sentBps }) => sum + sentBps, 0) / settled.length / 1000),
    ticks: engine.stats().ticks,
    loadAverage: Number(loadavg()[0].toFixed(1)),
  };
  console.log(result);
  const file = new URL(`./results/link-600k-${codec}.jsonl`, import.meta.url);
  appendFileSync(file, `${JSON.stringify({ ...result, measuredAt: new Date().toISOString(), series })}\n`);
}
