// What one loud client costs the others: five callers ask questions, alone and then beside one that talks without a pause,
// sends its sound as fast as it may, and a hundred messages a second. Both are measured in turns, since the machine drifts.
// Fails where the callers' answers come more than a tenth later at P95, or a caller is taken for another.
// Usage: npm run build && node bench/loud-neighbour.mjs [--rounds=3] [--seconds=40]
import { setTimeout as sleep } from 'node:timers/promises';
import { Call, Microphone, openCall } from '@visavis/caller';
import { writePcm16 } from '@visavis/sound';
import { startServer } from '@visavis/server/testing';
import { option, row, ROW_HEAD, quantile, rounded, save, table } from './support/figures.mjs';
import { STORY_FILE, writeKnowledge } from './support/knowledge.mjs';
import { heardSince, voices } from './support/voice.mjs';

const rounds = option('rounds', 3);
const seconds = option('seconds', 40);
const CALLERS = 5;
/** The scenario's figure: how much later the answers may come. */
const MOST_LATER = 1.1;
/** What a client may send for good (docs/conformance.md, R-09). */
const LOUD_TIMES_REAL = 3;
const LOUD_PIECE_MS = 100;
const LOUD_MESSAGES_PER_PIECE = 10;

const asked = voices().filter(({ file, samples }) => file !== STORY_FILE && samples.length < 4 * 24_000);
const knowledge = await writeKnowledge();
const server = await startServer({ VISAVIS_KNOWLEDGE: knowledge.path, LOG_LEVEL: 'error' });
const callers = [];
const turns = { alone: [], 'beside a loud one': [] };
try {
  for (let i = 0; i < CALLERS; i++) {
    const { call, viewer, close } = await openCall(server.socketUrl());
    callers.push({ call, viewer, close, microphone: new Microphone(call), question: asked[i % asked.length] });
  }
  await sleep(2_000);
  // The first answers find nothing made ahead.
  await askFor(20, []);
  for (let round = 0; round < rounds; round++) {
    await askFor(seconds, turns.alone);
    const stop = await beLoud();
    await askFor(seconds, turns['beside a loud one']);
    await stop();
  }
} finally {
  for (const { microphone, close } of callers) {
    microphone.close();
    await close();
  }
  await server.stop();
  await knowledge.remove();
}
report();

/** All callers ask again and again, each in its own rhythm. @param into Receives their turns. */
async function askFor(forSeconds, into) {
  const untilMs = performance.now() + 1000 * forSeconds;
  const converse = async (caller, index) => {
    await sleep(700 * index);
    while (performance.now() < untilMs) into.push(await ask(caller));
  };
  await Promise.all(callers.map(converse));
}

async function ask({ call, viewer, microphone, question }) {
  const sinceMs = performance.now();
  const endMs = microphone.say(question.samples) + question.endMs;
  try {
    await call.next('realtime.metrics', { sinceMs });
    const { data } = await call.next('realtime.conversation.item.input_audio_transcription.completed', { sinceMs });
    const first = await firstPacket(viewer, endMs);
    call.send({ type: 'realtime.response.cancel', data: {} });
    await sleep(1_000 + 500 * Math.random());
    return { file: question.file, totalMs: first - endMs, understood: data.transcript };
  } catch (error) {
    await sleep(2_000);
    return { file: question.file, failed: error.message };
  }
}

/** @returns When the answer's first packet arrived. */
async function firstPacket(viewer, sinceMs) {
  for (let tries = 0; tries < 500; tries++) {
    const first = heardSince(viewer, sinceMs).find(({ marker }) => marker);
    if (first) return first.atMs;
    await sleep(10);
  }
  throw new Error('no sound');
}

/** @returns A function that ends the loud client. */
async function beLoud() {
  const call = new Call(server.socketUrl());
  await call.next('realtime.session.updated');
  const speech = Int16Array.from(
    asked.flatMap(({ samples, startMs, endMs }) => [...samples.subarray(24 * startMs, 24 * endMs)]),
  );
  const step = 24 * LOUD_PIECE_MS * LOUD_TIMES_REAL;
  let at = 0;
  const timer = setInterval(() => {
    if (at + step > speech.length) at = 0;
    const audio = Buffer.from(writePcm16(speech.subarray(at, (at += step)))).toString('base64');
    call.send({ type: 'realtime.input_audio_buffer.append', data: { audio } });
    for (let i = 0; i < LOUD_MESSAGES_PER_PIECE; i++)
      call.send({ type: 'realtime.conversation.item.truncate', data: { item_id: 'x'.repeat(1_000) } });
  }, LOUD_PIECE_MS);
  return async () => {
    clearInterval(timer);
    await call.close();
  };
}

function report() {
  const answered = (list) => list.filter(({ failed }) => !failed);
  console.log(`End of a question to the first packet of its answer, ms; ${CALLERS} callers`);
  table([
    ROW_HEAD,
    ...Object.entries(turns).map(([name, list]) =>
      row(
        name,
        answered(list).map(({ totalMs }) => totalMs),
      ),
    ),
  ]);
  const [alone, beside] = Object.values(turns).map((list) =>
    quantile(
      answered(list).map(({ totalMs }) => totalMs),
      0.95,
    ),
  );
  const failed = Object.values(turns)
    .flat()
    .filter((turn) => turn.failed);
  for (const why of new Set(failed.map((turn) => turn.failed))) console.log(`  ${why}`);
  // Each caller asks one question: what it was taken for in a quiet server, it must be taken for beside a loud one.
  const usual = new Map(turns.alone.map(({ file, understood }) => [file, understood]));
  const mistaken = answered(turns['beside a loud one']).filter(({ file, understood }) => {
    const others = [...usual].filter(([other]) => other !== file).map(([, text]) => text);
    return understood !== usual.get(file) && others.includes(understood);
  });
  const requirements = {
    [`Scenario L6, P95 at most ${MOST_LATER} times as late`]: beside <= MOST_LATER * alone,
    'Scenario L6, no caller is taken for another': mistaken.length === 0,
    'Scenario L6, every question is answered': failed.length === 0,
  };
  console.log(`${rounded(beside / alone, 2)} times as late at P95`);
  for (const [requirement, met] of Object.entries(requirements))
    console.log(`${requirement}: ${met ? 'met' : 'missed'}`);
  if (Object.values(requirements).includes(false)) process.exitCode = 1;
  save('loud-neighbour', { unit: 'ms', callers: CALLERS, seconds, rounds, turns });
}
