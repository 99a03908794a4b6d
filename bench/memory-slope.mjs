// Whether memory grows with the number of sessions: each way in which a session can end is repeated on a server of its
// own, in blocks, and a line is fitted to the memory that is held after each block.
// Usage: npm run build && node bench/memory-slope.mjs [--blocks=6] [--sessions=250] [--only=<words of one ending>]
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '@visavis/server/testing';
import { ENDINGS } from './support/endings.mjs';
import { option, rounded, save, slope, table } from './support/figures.mjs';
import { writeKnowledge } from './support/knowledge.mjs';
import { processState } from './support/process.mjs';

const blocks = option('blocks', 6);
/** Sessions in a block. */
const sessions = option('sessions', 250);
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length) ?? '';
/**
 * Blocks at the beginning, which are not part of the line. They fill what stays: pools of the runtime and of libraries, and
 * the records of the last thousand sessions.
 */
const WARM_UP_BLOCKS = 4;
const AT_A_TIME = 4;
/** After the last session of a block has ended, for timers and collections of garbage. */
const SETTLE_MS = 4_000;

const results = {};
const knowledge = await writeKnowledge();
try {
  for (const name of Object.keys(ENDINGS).filter((ending) => ending.includes(only))) results[name] = await repeat(name);
} finally {
  await knowledge.remove();
}
report();

/** @returns The state of the server after each block, and the failures to open a session. */
async function repeat(name) {
  const server = await startServer({
    VISAVIS_KNOWLEDGE: knowledge.path,
    VISAVIS_MAX_SESSIONS: '1000',
    LOG_LEVEL: 'error',
  });
  const failures = [];
  const states = [];
  try {
    for (let block = 0; block < WARM_UP_BLOCKS + blocks; block++) {
      let left = sessions;
      const oneAfterTheOther = async () => {
        while (left-- > 0) await ENDINGS[name](server).catch(({ message }) => failures.push(message));
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, oneAfterTheOther));
      await ended(server);
      await sleep(SETTLE_MS);
      const { counts } = await server.health();
      states.push({ ...processState(server.pid), sessions: counts.sessions });
      console.error(`${name}: ${rounded(states.at(-1).residentMb)} MB after ${sessions * (block + 1)} sessions`);
    }
  } finally {
    await server.stop();
  }
  return { states, failures };
}

/** Waits for the last session, for as long as a client that was cut off may come back. */
async function ended(server) {
  for (let tries = 0; tries < 80 && (await server.health()).counts.sessions > 0; tries++) await sleep(500);
}

function report() {
  const rows = Object.entries(results).map(([name, { states, failures }]) => {
    const steady = states.slice(WARM_UP_BLOCKS);
    const { per, standardError } = slope(steady.map(({ residentMb }, i) => [i * sessions, residentMb * 1024]));
    const [first, last] = [steady[0], steady.at(-1)];
    return [
      name,
      rounded(first.residentMb),
      rounded(last.residentMb),
      `${rounded(per)} ± ${rounded(2 * standardError)}`,
      last.descriptors - first.descriptors,
      last.threads - first.threads,
      last.sessions,
      failures.length,
    ];
  });
  console.log(
    `${sessions} sessions in a block, ${WARM_UP_BLOCKS} blocks to warm up and ${blocks} measured; ${AT_A_TIME} at a time`,
  );
  table([['', 'MB before', 'MB after', 'kB a session', 'descriptors', 'threads', 'left open', 'failed'], ...rows]);
  save('memory-slope', { sessions, atATime: AT_A_TIME, warmUpBlocks: WARM_UP_BLOCKS, results });
}
