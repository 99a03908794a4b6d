// What a start costs: the time until the server is ready, the CPU time by then and ten seconds later, and the memory of the
// empty server. The face is prepared before, as it is from the second start on.
// Usage: npm run build && node bench/start.mjs [--starts=5]
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '@visavis/server/testing';
import { option, quantile, rounded, save, table } from './support/figures.mjs';
import { cpuSeconds, processState } from './support/process.mjs';

const starts = option('starts', 5);
const SETTLED_AFTER_MS = 10_000;

await start();
const runs = [];
for (let n = 0; n < starts; n++) {
  runs.push(await start());
  console.log(runs.at(-1));
}
const rows = [
  ['ready after, ms', 'readyMs'],
  ['CPU until ready, s', 'readyCpuS'],
  ['CPU 10 s later, s', 'settledCpuS'],
  ['resident, MB', 'residentMb'],
].map(([name, field]) => {
  const values = runs.map((run) => run[field]);
  return [name, values.length, rounded(quantile(values, 0.5), 2), Math.max(...values)];
});
table([['', 'n', 'median', 'max'], ...rows]);
save('start', { runs });

async function start() {
  const beganMs = performance.now();
  const server = await startServer({ LOG_LEVEL: 'error' });
  try {
    const readyMs = rounded(performance.now() - beganMs, 0);
    const readyCpuS = rounded(cpuSeconds(server.pid), 2);
    await sleep(SETTLED_AFTER_MS);
    const { residentMb } = processState(server.pid);
    return { readyMs, readyCpuS, settledCpuS: rounded(cpuSeconds(server.pid), 2), residentMb: rounded(residentMb, 0) };
  } finally {
    await server.stop();
  }
}
