// From the end of a question to the first sound of its answer, stage by stage and for each kind of engine: recorded human
// voices streamed in real time to the real server, the answer watched as it arrives. Services are fakes that answer at once.
// Usage: npm run build && node bench/turn.mjs [--rounds=3] [--recordings=12] [--engines=embedded,openai,…] [--end=fixed]
import { setTimeout as sleep } from 'node:timers/promises';
import { Microphone, openCall } from '@visavis/caller';
import { startServer } from '@visavis/server/testing';
import { option, row, ROW_HEAD, rounded, save, summary, table, words } from './support/figures.mjs';
import { STORY_FILE, writeKnowledge } from './support/knowledge.mjs';
import { KINDS, MODELLED, startEngines } from './support/turn-engines.mjs';
import { AUDIBLE, heardSince, voices } from './support/voice.mjs';

const rounds = option('rounds', 3);
const kinds = words('engines', KINDS);
/** How the end of a turn is found; the raw data of one that is named have a file of their own. */
const ends = words('end', ['adaptive', 'fixed']);
const end = ends.length === 1 ? ends[0] : undefined;
/**
 * Silences after which a turn ends by default, ms: behind a whole question, a question, other words, and "and"; by the whole
 * frames of the detector that they take.
 */
const WINDOWS_MS = new Map([
  [224, 200],
  [320, 300],
  [512, 500],
  [800, 800],
]);
/** Where the server's time of the microphone is so far from the microphone's, the machine stood still for a second. */
const ASTRAY_MS = 400;

const STOPPED = 'realtime.input_audio_buffer.speech_stopped';

/** Long recordings, or a long answer, would only make the run longer. */
const asked = voices()
  .filter(({ file, samples }) => file !== STORY_FILE && samples.length < 4 * 24_000)
  .slice(0, option('recordings', Infinity));
const knowledge = await writeKnowledge();
const measured = {};
try {
  for (const kind of kinds) measured[kind] = report(kind, await turnsOf(kind));
} finally {
  await knowledge.remove();
}
console.log('\nOur own share, ms');
table([
  ROW_HEAD,
  ...kinds.map((kind) =>
    row(
      kind,
      measured[kind].turns.flatMap(({ ownMs }) => ownMs ?? []),
    ),
  ),
]);
save(end ? `turn-${end}-end` : 'turn', { unit: 'ms', engines: measured });

/** Asks every recording as often as there are rounds. */
async function turnsOf(kind) {
  const engines = await startEngines(kind);
  const server = await startServer({
    VISAVIS_KNOWLEDGE: knowledge.path,
    LOG_LEVEL: 'warn',
    ...(end && { VISAVIS_END_OF_TURN: end }),
    ...engines.environment,
  });
  const turns = [];
  try {
    while (turns.length < rounds * asked.length) turns.push(...(await turnsOnOneCall(server, turns.length)));
    return turns;
  } finally {
    await server.stop();
    await engines.close();
  }
}

/** Asks from one recording on until all have been asked, or until the call has lost the time of its microphone. */
async function turnsOnOneCall(server, from) {
  const { call, viewer, close } = await openCall(server.socketUrl());
  const microphone = new Microphone(call);
  const turns = [];
  try {
    await sleep(1_500);
    while (from + turns.length < rounds * asked.length && !isAstray(turns.at(-1))) {
      const turn = await ask({ call, viewer, microphone }, asked[(from + turns.length) % asked.length]);
      turns.push(turn);
      if (turn.failed) console.log(`${turn.file}: ${turn.failed}`);
    }
    return turns;
  } finally {
    microphone.close();
    await close();
  }
}

function isAstray(turn) {
  return Math.abs(turn?.tailMs ?? 0) > ASTRAY_MS;
}

/** Asks one question and waits for the end of its answer. */
async function ask({ call, viewer, microphone }, voice) {
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
    // Where noise follows the last word, the answer may begin before the recording is quiet.
    const heard = heardSince(viewer, spokenMs);
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

/**
 * Splits the duration of a turn. Ours (`ownMs`) is all that the design adds: the silence is measured in frames of 32 ms, the
 * microphone's packets are of 20 ms and wait for the next turn of the event loop, the detector takes its time, sound waits for
 * the next packet; and, with services that answer at once, their requests, and the way through every stage between. Not ours
 * are the end of speech as the detector hears it, the silence that is set, and the work of models on this machine.
 */
function shares({ stages, totalMs, tailMs }, kind) {
  const { endpointMs, recognitionMs, replyMs, synthesisMs, playoutMs } = stages;
  // Ears that hear the end of a turn by themselves wait for less than is set.
  const windowMs = WINDOWS_MS.get(endpointMs) ?? endpointMs;
  const framesMs = endpointMs - windowMs;
  const enginesMs = recognitionMs + replyMs + synthesisMs;
  const restMs = totalMs - tailMs - endpointMs - enginesMs - playoutMs;
  const ownMs = framesMs + restMs + playoutMs + (MODELLED.has(kind) ? 0 : enginesMs);
  return { windowMs, framesMs, restMs, playoutMs, ownMs };
}

function report(kind, turns) {
  const heard = turns.filter(({ failed, stages }) => !failed && stages.recognitionMs !== undefined);
  const astray = heard.filter(isAstray);
  const whole = heard.filter((turn) => !isAstray(turn)).map((turn) => ({ ...turn, ...shares(turn, kind) }));
  const of = (pick) => whole.map(pick);
  const own = of(({ ownMs }) => ownMs);
  const rows = {
    'detector’s tail (end of speech → its last frame of speech)': of(({ tailMs }) => tailMs),
    'silence that is set': of(({ windowMs }) => windowMs),
    'silence in whole frames, beyond that': of(({ framesMs }) => framesMs),
    'packets of the microphone, event loop, detector, network': of(({ restMs }) => restMs),
    recognition: of(({ stages }) => stages.recognitionMs),
    'reply: its first words': of(({ stages }) => stages.replyMs),
    'synthesis of the first clause': of(({ stages }) => stages.synthesisMs),
    'playout: sound handed over → its first packet': of(({ playoutMs }) => playoutMs),
    [`our own share (${MODELLED.has(kind) ? 'frames, packets and playout' : 'the six rows above'})`]: own,
    'total to the first packet': of(({ totalMs }) => totalMs),
    'total to the first audible packet': of(({ audibleMs }) => audibleMs),
  };
  const unanswered = turns.length - heard.length;
  console.log(
    `\n${kind}: from the end of speech to the first packet of the answer, ms; ${unanswered} turns without one, ` +
      `${astray.length} left out in which the machine stood still`,
  );
  table([ROW_HEAD, ...Object.entries(rows).map(([name, values]) => row(name, values))]);
  return {
    ownShare: summary(own),
    stages: Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, summary(values)])),
    turns: [...whole, ...astray].map(flat).concat(turns.filter(({ failed }) => failed)),
  };
}

function flat({ file, understood, stages, ...times }) {
  const numbers = Object.entries({ ...stages, ...times }).map(([name, value]) => [name, rounded(value)]);
  return { file, understood, ...Object.fromEntries(numbers) };
}
