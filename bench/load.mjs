// Cost of a session, and how many the server can serve: N viewers in a second process, N stepped up until frames come
// late. Usage: npm run build && node bench/load.mjs [--seconds=20]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '@visavis/server/testing';
import { option, quantile, rounded, save, slope, table } from './support/figures.mjs';
import { writeKnowledge } from './support/knowledge.mjs';
import { cpuSeconds, machineCpuSeconds, processState } from './support/process.mjs';

const seconds = option('seconds', 10);
/**
 * The face's threads warm up after the start, and connecting costs more than being connected. The first
 * speaking session has sentences synthesised ahead and mouths painted, which later ones find ready.
 */
const WARM_UP_MS = 6_000;
const SETTLE_MS = { idle: 6_000, speaking: 25_000 };
/** Other work on the machine, percent of a core, from which a measurement is repeated, and the most attempts. */
const DISTURBED_PERCENT = 15;
const ATTEMPTS = 4;
/** A session that receives fewer frames a second counts as not served. */
const ENOUGH_FPS = 24;
const STEPS = { idle: [0, 1, 20, 60, 100], speaking: [0, 1, 4, 8, 12, 14, 16] };

const knowledge = await writeKnowledge();
const results = {};
try {
  for (const [kind, steps] of Object.entries(STEPS)) results[kind] = await stepUp(kind, steps);
} finally {
  await knowledge.remove();
}
report(results);

/** Goes on until two steps in a row are too much: one alone may be the machine's other work. */
async function stepUp(kind, steps) {
  const levels = [];
  for (const sessions of steps) {
    const level = await measureUndisturbed(kind, sessions);
    levels.push(level);
    const tooMuch = ({ sessions, fpsP5 }) => sessions > 0 && fpsP5 < ENOUGH_FPS;
    if (levels.length > 1 && levels.slice(-2).every(tooMuch)) break;
  }
  return levels;
}

/** Repeats a measurement that was made while the machine had other work. */
async function measureUndisturbed(kind, sessions) {
  let level;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    level = await measure(kind, sessions);
    console.log(JSON.stringify({ kind, ...level }));
    if (level.othersCpu < DISTURBED_PERCENT) break;
  }
  return level;
}

/** One load on a server of its own, so that neither memory nor lateness remembers an earlier one. */
async function measure(kind, sessions) {
  const server = await startServer({
    VISAVIS_KNOWLEDGE: knowledge.path,
    VISAVIS_MAX_SESSIONS: '1000',
    LOG_LEVEL: 'error',
  });
  const viewers = fork(new URL('support/viewers.mjs', import.meta.url));
  try {
    await sleep(WARM_UP_MS);
    if (sessions > 0) await openAll(viewers, server, { sessions, speak: kind === 'speaking' });
    await sleep(SETTLE_MS[kind]);
    const fps = [];
    viewers.on('message', (message) => message.fps && fps.push(...message.fps));
    const used = usage(server.pid, viewers.pid);
    await sleep(1000 * seconds);
    const { serverCpu, viewersCpu, othersCpu } = used();
    const { pacing, counts } = await server.health();
    const { residentMb, threads } = processState(server.pid);
    return {
      sessions,
      serverCpu: rounded(serverCpu, 2),
      viewersCpu: rounded(viewersCpu, 2),
      othersCpu: rounded(othersCpu, 2),
      residentMb: rounded(residentMb),
      threads,
      fpsP5: rounded(quantile(fps, 0.05), 2),
      fpsP50: rounded(quantile(fps, 0.5), 2),
      liveEncoders: counts.liveEncoders,
      ...pacing,
    };
  } finally {
    viewers.kill();
    await server.stop();
  }
}

async function openAll(viewers, server, { sessions, speak }) {
  viewers.send({ open: sessions, address: server.socketUrl(), speak });
  for (;;) {
    const [message] = await once(viewers, 'message');
    if (message.failed) throw new Error(`viewers: ${message.failed}`);
    if (message.opened) return;
  }
}

/**
 * @returns A function that returns the CPU used since, in percent of one core; `othersCpu` is that of all other
 * processes.
 */
function usage(serverPid, viewersPid) {
  const read = () => [performance.now() / 1000, cpuSeconds(serverPid), cpuSeconds(viewersPid), machineCpuSeconds()];
  const began = read();
  return () => {
    const [s, server, viewers, machine] = read().map((value, i) => value - began[i]);
    const percent = (seconds) => (100 * seconds) / s;
    const othersCpu = percent(machine - server - viewers);
    return { serverCpu: percent(server), viewersCpu: percent(viewers), othersCpu };
  };
}

/**
 * Cost of one session: the fitted line over the empty server and the levels that were served. Not the steepness of the
 * first session: what the first one loads is shared by the rest.
 */
function perSession(levels) {
  const served = levels.filter(({ sessions, fpsP5 }) => sessions > 0 && fpsP5 >= ENOUGH_FPS);
  if (served.length < 2) return { most: served.at(-1)?.sessions ?? 0 };
  const per = (pick, over) => rounded(slope(over.map((level) => [level.sessions, pick(level)])).per, 2);
  return {
    most: served.at(-1).sessions,
    cpuPercent: per(({ serverCpu }) => serverCpu, [levels[0], ...served]),
    memoryMb: per(({ residentMb }) => residentMb, served),
  };
}

/** What docs/conformance.md requires of a machine with two cores. */
function requirementsMet(each, speaking) {
  const busiest = speaking.find(({ sessions }) => sessions === each.speaking.most);
  return {
    'Scenario L1, at least 60 idle sessions': each.idle.most >= 60,
    'Scenario L2, at least 12 speaking sessions': each.speaking.most >= 12,
    'Scenario L8, the clock at most 40 ms late with them': busiest?.lateP99Ms <= 40,
  };
}

function report({ idle, speaking }) {
  for (const [kind, levels] of Object.entries({ idle, speaking })) {
    console.log(`\n${kind} sessions`);
    table([
      [
        'n',
        'server CPU %',
        'viewers CPU %',
        'others CPU %',
        'memory MB',
        'fps P5',
        'fps P50',
        'late P50 ≤ ms',
        'late P99 ≤ ms',
        'ticks skipped',
      ],
      ...levels.map((level) => [
        level.sessions,
        level.serverCpu,
        level.viewersCpu,
        level.othersCpu,
        level.residentMb,
        level.fpsP5,
        level.fpsP50,
        level.lateP50Ms,
        level.lateP99Ms,
        level.skippedTicks,
      ]),
    ]);
  }
  const each = { idle: perSession(idle), speaking: perSession(speaking) };
  for (const [kind, { most, cpuPercent, memoryMb }] of Object.entries(each))
    console.log(`${kind}: ${most} sessions served; each ${cpuPercent} % of a core, ${memoryMb} MB`);
  const requirements = requirementsMet(each, speaking);
  for (const [requirement, met] of Object.entries(requirements))
    console.log(`${requirement}: ${met ? 'met' : 'missed'}`);
  if (Object.values(requirements).includes(false)) process.exitCode = 1;
  save('load', { seconds, cpuUnit: 'percent of one core', perSession: each, idle, speaking });
}
