/* global window, document, AudioContext, AudioWorkletNode, AudioBufferSourceNode -- what runs in the page has these */
// Barge-in as a person at the page hears and sees it: the microphone is a recording, so its first sound is known on the
// same audio clock on which the received stream is measured.
import { setTimeout as sleep } from 'node:timers/promises';
import { openPage, startTalking, stopTalking } from './page.mjs';

/**
 * @returns For each trial the instants at which the sound ended and the mouth was shut, ms after the first sound of the
 * interruption.
 */
export async function bargeInPage(server, voices, { n, question, audible }) {
  const { browser, page } = await openPage({ url: await server.invitation(), prepare: fakeMicrophone });
  try {
    await startTalking(page);
    await page.locator('#portrait[data-painted]').waitFor();
    await page.evaluate(watchReply);
    await page.locator('.line-face').first().waitFor();
    await sleep(500); // the greeting
    await page.locator('body[data-state="listening"]').waitFor();
    await sleep(4_000);
    const shutLevel = await page.evaluate(idleMouth);
    const trials = [];
    for (let i = 0; i < n; i++)
      trials.push(await interrupt(page, voices[i % voices.length], { question, audible, shutLevel }));
    const outputLatencyMs = await page.evaluate(() => window.bench.latencyMs());
    await stopTalking(page);
    return { trials, outputLatencyMs };
  } finally {
    await browser.close();
  }
}

async function interrupt(page, voice, { question, audible, shutLevel }) {
  const repliesBefore = await page.locator('.line-face').count();
  await page.getByPlaceholder('Type instead of talking').fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForFunction((level) => window.bench.latestLevel() > level, audible);
  await sleep(1_500 + 1_000 * Math.random());
  const { file, startMs } = voice;
  const onset = await page.evaluate(
    ([samples, startS]) => window.bench.say(samples, startS),
    [[...voice.samples], startMs / 1000],
  );
  await sleep(1_000 + startMs);
  const { levels, mouths } = await page.evaluate((since) => window.bench.since(since), onset);
  await page.waitForFunction((count) => document.querySelectorAll('.line-face').length > count + 1, repliesBefore);
  await sleep(2_500);
  const silence = endOf(levels, (level) => level > audible);
  const shut = endOf(mouths, (open) => open > shutLevel);
  return { file, silentMs: silence, shutMs: shut };
}

/** Series of `[ms after the onset, value]`. @returns When the first sample after the last one that holds begins. */
function endOf(series, holds) {
  const last = series.findLastIndex(([, value]) => holds(value));
  return last < 0 ? undefined : series[last + 1]?.[0];
}

/** Runs in the page before its scripts: makes the microphone carry the sound that `say` plays. */
function fakeMicrophone() {
  navigator.mediaDevices.getUserMedia = async () => {
    const context = (window.benchContext ??= new AudioContext());
    const target = context.createMediaStreamDestination();
    window.benchMicrophone = target;
    return target.stream;
  };
}

/** Runs in the page: measures the received sound in blocks of 128 samples, and the mouth in every painted frame. */
async function watchReply() {
  const context = window.benchContext;
  const code = `registerProcessor('levels', class extends AudioWorkletProcessor {
    process([[samples]]) {
      let sum = 0;
      for (const s of samples ?? []) sum += s * s;
      this.port.postMessage([currentTime, Math.sqrt(sum / 128)]);
      return true;
    }
  });`;
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  const video = document.querySelector('video');
  const levels = [];
  const mouths = [];
  const keep = (list, item) => list.push(item) > 20_000 && list.splice(0, 10_000);
  const node = new AudioWorkletNode(context, 'levels', { numberOfOutputs: 0 });
  node.port.onmessage = ({ data }) => keep(levels, data);
  context.createMediaStreamSource(video.srcObject).connect(node);

  const size = 40;
  const pen = Object.assign(document.createElement('canvas'), { width: size, height: size }).getContext('2d', {
    willReadFrequently: true,
  });
  /** Share of the mouth's area that only an open mouth shows: teeth, which are white, and the dark behind them. */
  const openness = () => {
    const { videoWidth: w, videoHeight: h } = video;
    pen.drawImage(video, 0.44 * w, 0.535 * h, 0.12 * w, 0.08 * h, 0, 0, size, size);
    const { data } = pen.getImageData(0, 0, size, size);
    let open = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [red, green, blue] = data.subarray(i, i + 3);
      if (Math.min(red, green, blue) > 165 || red + green + blue < 3 * 40) open++;
    }
    return open / (size * size);
  };
  /** Converts an instant of the page's clock to the clock of the audio context. */
  const toContext = (pageMs) => {
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    return contextTime + (pageMs - performanceTime) / 1000;
  };
  const look = (_, { expectedDisplayTime }) => {
    keep(mouths, [toContext(expectedDisplayTime), openness()]);
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);

  window.bench = {
    latestLevel: () => levels.at(-1)?.[1] ?? 0,
    latencyMs: () => 1000 * (context.currentTime - context.getOutputTimestamp().contextTime),
    mouths: () => mouths.slice(-60).map(([, open]) => open),
    say(samples, startS) {
      const buffer = context.createBuffer(1, samples.length, 24_000);
      buffer.copyToChannel(
        Float32Array.from(samples, (sample) => sample / 32_768),
        0,
      );
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(window.benchMicrophone);
      const at = context.currentTime + 0.1;
      source.start(at);
      return at + startS;
    },
    since(onset) {
      const after = (list) => list.filter(([at]) => at >= onset).map(([at, value]) => [1000 * (at - onset), value]);
      return { levels: after(levels), mouths: after(mouths) };
    },
  };
}

/** Runs in the page while the face is silent. @returns Openness above which the mouth is not shut. */
function idleMouth() {
  return 1.15 * Math.max(...window.bench.mouths()) + 0.01;
}
