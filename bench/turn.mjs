// From the end of a question to the first sound of its answer, stage by stage: recorded human voices streamed in real
// time to the real server, the answer watched as it arrives.
// Usage: npm run build && node bench/turn.mjs [--rounds=3]
import { setTimeout as sleep } from 'node:timers/promises';
import { Microphone, openCall } from '@visavis/caller';
import { startServer } from '@visavis/server/testing';
import { option, row, ROW_HEAD, rounded, save, summary, table } from './support/figures.mjs';
import { STORY_FILE, writeKnowledge } from './support/knowledge.mjs';
import { AUDIBLE, heardSince, voices } from './support/voice.mjs';

const rounds = option('rounds', 3);
/** Silence after which `server_vad` ends a turn by default, ms. */
const WINDOW_MS = 500;
/** The same after a word that ends no sentence, ms. */
const PATIENT_WINDOW_MS = 800;

const STOPPED = 'realtime.input_audio_buffer.speech_stopped';

/** Long recordings, or a long answer, would only make the run longer. */
const asked = voices().filter(({ file, samples }) => file !== STORY_FILE && samples.length < 4 * 24_000);
const knowledge = await writeKnowledge();
const server = await startServer({ VISAVIS_KNOWLEDGE: knowledge.path, LOG_LEVEL: 'warn' });
const { call, viewer, close } = await openCall(server.socketUrl());
try {
  const microphone = new Microphone(call);
  await sleep(1_500);
  const turns = [];
  for (let n = 0; n < rounds * asked.length; n++) {
    const turn = await ask(microphone, asked[n % asked.length]);
    turns.push(turn);
    if (turn.failed) console.log(`${turn.file}: ${turn.failed}`);
  }
  microphone.close();
  report(turns);
} finally {
  await close();
  await server.stop();
  await knowledge.remove();
}

/** Asks one question and waits for the end of its answer. */
async function ask(microphone, voice) {
  const sinceMs = performance.now();
  const spokenMs = microphone.say(voice.samples);
  const endMs = spokenMs + voice.endMs;
  try {
    const { data: metrics } = await call.next('realtime.metrics', { sinceMs });
    const stopped = call.received.findLast(({ frame }) => frame.type === STOPPED).frame;
    const { data: transcribed } = await call.next('realtime.conversation.item.input_audio_transcription.completed', {
      sinceMs,
    });
    await call.next('realtime.playback.done', { sinceMs: endMs });
    const heard = heardSince(viewer, endMs);
    const first = heard.find(({ marker }) => marker);
    const audible = heard.find(({ level, atMs }) => level > AUDIBLE && atMs >= first.atMs);
    await sleep(700 + 400 * Math.random());
    const judgedEndMs = microphone.originMs + stopped.data.audio_end_ms;
    return {
      file: voice.file,
      understood: transcribed.transcript,
      totalMs: first.atMs - endMs,
      audibleMs: audible.atMs - endMs,
      tailMs: judgedEndMs - endMs,
      stages: metrics.stages,
    };
  } catch (error) {
    await sleep(2_000);
    return { file: voice.file, failed: error.message };
  }
}

/** Splits the duration of a turn: `ownMs` is neither waiting for silence nor a model's work. */
function shares({ stages, totalMs, tailMs }) {
  const { endpointMs, recognitionMs, replyMs, synthesisMs, playoutMs } = stages;
  const windowMs = endpointMs > (WINDOW_MS + PATIENT_WINDOW_MS) / 2 ? PATIENT_WINDOW_MS : WINDOW_MS;
  const ownMs = totalMs - tailMs - windowMs - recognitionMs - replyMs - synthesisMs;
  return { windowMs, ownMs, playoutMs, restMs: ownMs - playoutMs };
}

function report(turns) {
  const whole = turns.filter(({ failed, stages }) => !failed && stages.recognitionMs !== undefined);
  const of = (pick) => whole.map(pick);
  const own = of((turn) => shares(turn).ownMs);
  console.log(
    `From the end of speech to the first packet of the answer, ms; ${turns.length - whole.length} turns without an answer`,
  );
  table([
    ROW_HEAD,
    row(
      'detector’s tail (end of speech → its last frame of speech)',
      of(({ tailMs }) => tailMs),
    ),
    row(
      'silence window',
      of((turn) => shares(turn).windowMs),
    ),
    row(
      'recognition',
      of(({ stages }) => stages.recognitionMs),
    ),
    row(
      'reply (scripted brain)',
      of(({ stages }) => stages.replyMs),
    ),
    row(
      'synthesis of the first clause',
      of(({ stages }) => stages.synthesisMs),
    ),
    row(
      'playout: sound handed over → its first packet',
      of(({ stages }) => stages.playoutMs),
    ),
    row(
      'framing, queues, network',
      of((turn) => shares(turn).restMs),
    ),
    row('our own share (the two rows above)', own),
    row(
      'total to the first packet',
      of(({ totalMs }) => totalMs),
    ),
    row(
      'total to the first audible packet',
      of(({ audibleMs }) => audibleMs),
    ),
  ]);
  save('turn', {
    unit: 'ms',
    ownShare: summary(own),
    soundHandedToSent: summary(of(({ stages }) => stages.playoutMs)),
    total: summary(of(({ totalMs }) => totalMs)),
    turns: turns.map((turn) => (turn.failed ? turn : { ...flat(turn), ...roundedAll(shares(turn)) })),
  });
}

function roundedAll(numbers) {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, rounded(value)]));
}

function flat({ file, understood, stages, totalMs, audibleMs, tailMs }) {
  return { file, understood, ...roundedAll({ ...stages, totalMs, audibleMs, tailMs }) };
}
