/* global window -- what runs in the page has it */
// Lips against sound at the viewer: how much later a frame is shown than its sound is heard, in Chromium.
// Ground truth: a frame that turns white while the playout reports that a beep sounds, through the real media path.
// Beside it the browser's own estimate (estimatedPlayoutTimestamp of both tracks).
// Usage: npm run build && node bench/skew.mjs [--seconds=200]
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVideoEncoder, mediaCodecs } from '@visavis/codecs';
import { createMediaEngine, Playout } from '@visavis/media';
import { option, quantile, rounded, save, slope, table } from './support/figures.mjs';
import { openPage } from './support/page.mjs';
import { answerOffer, watchFlashAndBeep } from './support/skew-page.mjs';

const seconds = option('seconds', 200);
/** Time for the jitter buffers and the browser's own synchronisation to settle. */
const SETTLE_S = 40;
const SIZE = 512;
const BEEP_MS = 160;
const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };

/**
 * White while a beep sounds, grey otherwise. A beep begins with a picture: halfway between two, the flash would be late by
 * that half.
 */
class FlashSource {
  #encoder;
  #keyFrame = false;
  #frames = [60, 220].map((luma) => {
    const data = new Uint8Array((SIZE * SIZE * 3) / 2).fill(128);
    data.fill(luma, 0, SIZE * SIZE);
    return { data, width: SIZE, height: SIZE };
  });

  constructor(view) {
    this.view = view;
  }
  start(codec) {
    this.#encoder ??= createVideoEncoder({
      codec,
      width: SIZE,
      height: SIZE,
      framesPerSecond: 25,
      bitrateBps: 500_000,
    });
  }
  nextFrame() {
    const forced = this.#keyFrame;
    this.#keyFrame = false;
    return this.#encoder.encode(this.#frames[this.view.at(0) ? 1 : 0], forced);
  }
  lookAhead() {
    this.due?.();
    this.due = undefined;
  }
  requestKeyFrame() {
    this.#keyFrame = true;
  }
  setBitrate() {}
  close() {
    this.#encoder?.close();
  }
}

// Worklets run only in pages of a secure context, such as one from this machine.
const empty = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html>'));
await new Promise((resolve) => empty.listen(0, '127.0.0.1', resolve));
const engine = createMediaEngine({ codecs: mediaCodecs, udpPort: 40_610, bindAddress: '127.0.0.1', logger });
const playout = new Playout({ logger });
const video = new FlashSource(playout);
const { browser, page } = await openPage({ url: `http://127.0.0.1:${empty.address().port}/` });
try {
  const session = engine.openSession({ video, playout, logger });
  const offer = await session.createOffer();
  await session.acceptAnswer(await page.evaluate(answerOffer, offer.sdp));
  await page.evaluate(watchFlashAndBeep);
  await beep(SETTLE_S);
  await page.evaluate(() => window.skew.clear());
  await beep(seconds);
  report(await page.evaluate(() => window.skew.results()), engine.stats().ticks);
} finally {
  await browser.close();
  engine.close();
  video.close();
  empty.close();
}

/** Beeps at uneven times, so that they fall anywhere between two frames of the screen. */
async function beep(forSeconds) {
  const samples = Int16Array.from(
    { length: BEEP_MS * 48 },
    (_, i) => 12_000 * Math.sin((2 * Math.PI * 1_000 * i) / 48_000),
  );
  for (const untilMs = performance.now() + 1000 * forSeconds; performance.now() < untilMs;) {
    await new Promise((resolve) => (video.due = resolve)).then(() => playout.play({ samples, text: '' }));
    await sleep(600 + 400 * Math.random());
  }
}

function report({ flashes, beeps, estimates, outputLatencyMs }, ticks) {
  // Pairs lie well within half a second of each other, beeps well apart.
  const pairs = beeps.flatMap((beepMs) => {
    const flashMs = flashes.find((flash) => Math.abs(flash - beepMs) < 250);
    return flashMs === undefined ? [] : [[beepMs / 60_000, flashMs - beepMs]];
  });
  const estimated = estimates.map(([atMs, behindMs]) => [atMs / 60_000, behindMs]);
  const cells = (name, points) => {
    const at = (share) =>
      rounded(
        quantile(
          points.map(([, ms]) => ms),
          share,
        ),
      );
    const { per, standardError } = slope(points);
    return [name, points.length, at(0.01), at(0.5), at(0.99), `${rounded(per, 2)} ± ${rounded(2 * standardError, 2)}`];
  };
  console.log('How much later the frame is shown than its sound is heard, ms; negative: the frame is first');
  table([
    ['', 'n', 'P1', 'P50', 'P99', 'drift, ms/min (± 2 standard errors)'],
    cells('flash against beep', pairs),
    cells('estimatedPlayoutTimestamp', estimated),
  ]);
  const figures = (points) => {
    const [, n, p1, p50, p99] = cells('', points);
    const { per, standardError } = slope(points);
    return { n, p1, p50, p99, driftMsPerMin: rounded(per, 3), driftStandardError: rounded(standardError, 3) };
  };
  const raw = (points) => points.map(([minute, ms]) => [rounded(minute, 4), rounded(ms)]);
  save('skew', {
    unit: 'ms by which the frame is later than its sound',
    seconds,
    unpairedBeeps: beeps.length - pairs.length,
    outputLatencyMs: rounded(outputLatencyMs),
    flashAndBeep: figures(pairs),
    estimatedPlayout: figures(estimated),
    ticks,
    flashAndBeepByMinute: raw(pairs),
    estimatedPlayoutByMinute: raw(estimated),
  });
}
