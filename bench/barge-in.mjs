// How soon the face falls silent when the user speaks over it: from the first sound of a recorded voice to the last
// audible sample of the reply, at a viewer without jitter buffer and in Chromium with the real client.
// Usage: npm run build && node bench/barge-in.mjs [--n=24]
import { setTimeout as sleep } from 'node:timers/promises';
import { Microphone, openCall } from '@visavis/caller';
import { startServer } from '@visavis/server/testing';
import { bargeInPage } from './support/barge-in-page.mjs';
import { option, row, ROW_HEAD, rounded, save, summary, table } from './support/figures.mjs';
import { STORY_FILE, STORY_QUESTION, writeKnowledge } from './support/knowledge.mjs';
import { AUDIBLE, equallyLoud, heardSince, voices } from './support/voice.mjs';

const n = option('n', 24);
/** No interruption is detected sooner: a reply that fell silent before was at the end of a sentence. */
const SOONEST_MS = 128;
// A voice far softer than the user's is not theirs (docs/conformance.md, B22), so all interrupt as one user.
const interruptions = equallyLoud(
  voices().filter(({ file, samples }) => file !== STORY_FILE && samples.length < 4 * 24_000),
);
const knowledge = await writeKnowledge();
const server = await startServer({ VISAVIS_KNOWLEDGE: knowledge.path, LOG_LEVEL: 'warn' });
try {
  const wire = await atTheViewer();
  const page = await bargeInPage(server, interruptions, { n, question: STORY_QUESTION, audible: AUDIBLE });
  report(wire, page);
} finally {
  await server.stop();
  await knowledge.remove();
}

async function atTheViewer() {
  const open = await openCall(server.socketUrl());
  const microphone = new Microphone(open.call);
  await sleep(1_500);
  const trials = [];
  for (let i = 0; i < n; i++) trials.push(await interrupt(open, microphone, interruptions[i % interruptions.length]));
  microphone.close();
  await open.close();
  return trials;
}

/** Requests the story, speaks over it, and waits for the end of the answer. */
async function interrupt({ call, viewer }, microphone, voice) {
  const sinceMs = performance.now();
  call.type(STORY_QUESTION);
  await call.next('realtime.playback.started', { sinceMs });
  await sleep(1_500 + 1_000 * Math.random());
  const onsetMs = microphone.say(voice.samples) + voice.startMs;
  const noticed = await call.arrival('realtime.input_audio_buffer.speech_started', { sinceMs: onsetMs });
  await sleep(400);
  const lastMs = lastAudibleMs(heardSince(viewer, onsetMs));
  await call.next('realtime.playback.started', { sinceMs: onsetMs });
  await call.next('realtime.playback.done', { sinceMs: performance.now() });
  await sleep(500);
  return { file: voice.file, noticedMs: noticed.atMs - onsetMs, silentMs: lastMs && lastMs - onsetMs };
}

/** The end of the last audible packet: the instant at which its last sample would sound without a jitter buffer. */
function lastAudibleMs(heard) {
  const last = heard.findLast(({ level }) => level > AUDIBLE);
  return last && last.atMs + 20;
}

function report(atViewer, { trials: inPage, outputLatencyMs }) {
  const wasSounding = ({ silentMs }) => silentMs >= SOONEST_MS;
  const [wire, trials] = [atViewer.filter(wasSounding), inPage.filter(wasSounding)];
  const shut = trials.filter(({ shutMs }) => shutMs !== undefined);
  console.log('Speaking over a reply, ms after the first sound of the voice');
  table([
    ROW_HEAD,
    row(
      'viewer: speech_started received',
      wire.map(({ noticedMs }) => noticedMs),
    ),
    row(
      'viewer: last audible packet has ended',
      wire.map(({ silentMs }) => silentMs),
    ),
    row(
      'Chromium, real client: last audible sample',
      trials.map(({ silentMs }) => silentMs),
    ),
    row(
      'Chromium: the mouth is shut this much later',
      shut.map(({ shutMs, silentMs }) => shutMs - silentMs),
    ),
  ]);
  const roundedAll = (trial) =>
    Object.fromEntries(Object.entries(trial).map(([key, v]) => [key, typeof v === 'number' ? rounded(v) : v]));
  save('barge-in', {
    unit: 'ms since the first sound of the interrupting voice',
    viewerSilent: summary(wire.map(({ silentMs }) => silentMs)),
    browserSilent: summary(trials.map(({ silentMs }) => silentMs)),
    mouthShutAfterSilence: summary(shut.map(({ shutMs, silentMs }) => shutMs - silentMs)),
    outputLatencyMs,
    viewer: atViewer.map(roundedAll),
    browser: inPage.map(roundedAll),
  });
}
