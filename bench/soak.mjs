// Opens and ends many sessions, in order and abruptly, and measures the resources that the server still holds
// afterwards. Usage: npm run build && node bench/soak.mjs [--sessions=2000] [--warmup=100] [--minutes=10]
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '@visavis/server/testing';
import { ENDINGS } from './support/endings.mjs';
import { option, rounded, save, table } from './support/figures.mjs';
import { writeKnowledge } from './support/knowledge.mjs';
import { processState } from './support/process.mjs';

const sessions = option('sessions', 2_000);
/** Sessions that fill the caches which stay: compiled code, pools of the runtime and of libraries. */
const warmup = option('warmup', 100);
const withinMs = option('minutes', 10) * 60_000;
const AT_A_TIME = 6;
const SETTLE_MS = 10_000;

const knowledge = await writeKnowledge();
const server = await startServer({
  VISAVIS_KNOWLEDGE: knowledge.path,
  VISAVIS_MAX_SESSIONS: '100',
  LOG_LEVEL: 'error',
});
try {
  await sleep(SETTLE_MS);
  const started = await state();
  await run(warmup);
  const before = await settled();
  const beganMs = performance.now();
  const done = await run(sessions);
  const tookS = (performance.now() - beganMs) / 1000;
  report({ started, before, after: await settled(), done, tookS });
} finally {
  await server.stop();
  await knowledge.remove();
}

/** @returns The number of sessions that ended in each way, and the failures to open one. */
async function run(count) {
  const names = Object.keys(ENDINGS);
  const done = { ...Object.fromEntries(names.map((name) => [name, 0])), failures: [] };
  const untilMs = performance.now() + withinMs;
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < count && performance.now() < untilMs; i = next++) {
      const name = names[i % names.length];
      try {
        await ENDINGS[name](server);
        done[name]++;
      } catch (error) {
        done.failures.push(`${name}: ${error.message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return done;
}

async function settled() {
  await sleep(SETTLE_MS);
  return state();
}

async function state() {
  const { counts } = await server.health();
  return { ...processState(server.pid), ...counts };
}

function report({ started, before, after, done, tookS }) {
  const { failures, ...endings } = done;
  const total = Object.values(endings).reduce((sum, count) => sum + count, 0);
  console.log(
    `${total} sessions opened and ended in ${rounded(tookS)} s, ${AT_A_TIME} at a time; ${failures.length} failed`,
  );
  for (const failure of new Set(failures)) console.log(`  ${failure}`);
  table([
    ['', 'started', `after ${warmup}`, `after ${total} more`, 'difference'],
    ...Object.keys(after).map((name) => [
      name,
      ...[started, before, after, difference(before, after)].map((of) => rounded(of[name])),
    ]),
  ]);
  save('soak', {
    sessions: total,
    tookS: rounded(tookS),
    atATime: AT_A_TIME,
    endings,
    failures,
    started,
    before,
    after,
  });
}

function difference(before, after) {
  return Object.fromEntries(Object.keys(after).map((name) => [name, after[name] - before[name]]));
}
