// Where a speaking session's processor time goes: the server's threads one by one, with N sessions speaking.
// Usage: npm run build && node bench/threads.mjs [--sessions=8] [--seconds=15]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '@visavis/server/testing';
import { option, quantile, rounded, save, table } from './support/figures.mjs';
import { writeKnowledge } from './support/knowledge.mjs';
import { threadCpuSeconds } from './support/process.mjs';

const sessions = option('sessions', 8);
const seconds = option('seconds', 15);
const WARM_UP_MS = 6_000;
const SETTLE_MS = 20_000;
/** Threads that use less are not reported. */
const WORTH_REPORTING_PERCENT = 0.1;

const knowledge = await writeKnowledge();
const server = await startServer({ VISAVIS_KNOWLEDGE: knowledge.path, LOG_LEVEL: 'error' });
const viewers = fork(new URL('support/viewers.mjs', import.meta.url));
try {
  await sleep(WARM_UP_MS);
  viewers.send({ open: sessions, address: server.socketUrl(), speak: true });
  const [opened] = await once(viewers, 'message');
  if (opened.failed) throw new Error(`viewers: ${opened.failed}`);
  await sleep(SETTLE_MS);
  const fps = [];
  viewers.on('message', (message) => message.fps && fps.push(...message.fps));
  report(await measure(), fps);
} finally {
  viewers.kill();
  await server.stop();
  await knowledge.remove();
}

async function measure() {
  const [beganMs, before] = [performance.now(), threadCpuSeconds(server.pid)];
  await sleep(1000 * seconds);
  const passedS = (performance.now() - beganMs) / 1000;
  return [...threadCpuSeconds(server.pid)]
    .map(([id, { name, cpu }]) => ({ id, name, percent: (100 * (cpu - (before.get(id)?.cpu ?? 0))) / passedS }))
    .filter(({ percent }) => percent > WORTH_REPORTING_PERCENT)
    .sort((a, b) => b.percent - a.percent);
}

function report(threads, fps) {
  const total = threads.reduce((sum, { percent }) => sum + percent, 0);
  table([
    ['thread', '% of a core', 'each session'],
    ...threads.map(({ name, percent }) => [name, rounded(percent), rounded(percent / sessions, 2)]),
    ['all', rounded(total), rounded(total / sessions, 2)],
  ]);
  console.log(`frames a second: P5 ${rounded(quantile(fps, 0.05))}, P50 ${rounded(quantile(fps, 0.5))}`);
  save('threads', { sessions, seconds, cpuUnit: 'percent of one core', threads, fpsP5: quantile(fps, 0.05) });
}
