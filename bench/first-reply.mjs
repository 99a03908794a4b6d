// The first answers after a start: a recorded question is asked as soon as the server is ready, and three more times. From
// the user's last sound to the first packet of the answer, and how long the start took.
// Usage: npm run build && node bench/first-reply.mjs [--starts=5]
import { setTimeout as sleep } from 'node:timers/promises';
import { Microphone, openCall } from '@visavis/caller';
import { startServer } from '@visavis/server/testing';
import { option, quantile, rounded, save, table } from './support/figures.mjs';
import { STORY_FILE, writeKnowledge } from './support/knowledge.mjs';
import { heardSince, voices } from './support/voice.mjs';

const starts = option('starts', 5);
const TURNS = 4;
const question = voices().find(({ file, samples }) => file !== STORY_FILE && samples.length < 4 * 24_000);
const knowledge = await writeKnowledge();

const runs = [];
try {
  for (let n = 0; n < starts; n++) {
    runs.push(await run());
    console.log(runs.at(-1));
  }
} finally {
  await knowledge.remove();
}
report();

async function run() {
  const beganMs = performance.now();
  const server = await startServer({ VISAVIS_KNOWLEDGE: knowledge.path, LOG_LEVEL: 'error' });
  const startMs = rounded(performance.now() - beganMs, 0);
  const { call, viewer, close } = await openCall(server.socketUrl());
  const microphone = new Microphone(call);
  try {
    const answersMs = [];
    for (let turn = 0; turn < TURNS; turn++) answersMs.push(await ask({ call, viewer, microphone }));
    return { startMs, answersMs };
  } finally {
    microphone.close();
    await close();
    await server.stop();
  }
}

/** @returns ms from the end of the question to the first packet of its answer. */
async function ask({ call, viewer, microphone }) {
  const sinceMs = performance.now();
  const endMs = microphone.say(question.samples) + question.endMs;
  await call.next('realtime.metrics', { sinceMs });
  await call.next('realtime.playback.done', { sinceMs: endMs });
  const first = heardSince(viewer, endMs).find(({ marker }) => marker);
  await sleep(700);
  return rounded(first.atMs - endMs, 0);
}

function report() {
  const columns = ['first', 'second', 'third', 'fourth'].map((name, i) => [name, runs.map((one) => one.answersMs[i])]);
  const shown = [['start', runs.map(({ startMs }) => startMs)], ...columns];
  table([
    ['ms', 'n', 'median', 'max'],
    ...shown.map(([name, values]) => [name, values.length, rounded(quantile(values, 0.5), 0), Math.max(...values)]),
  ]);
  save('first-reply', { unit: 'ms', runs });
}
