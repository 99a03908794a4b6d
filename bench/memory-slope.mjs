// Whether memory grows with the number of sessions: each way in which a session can end is repeated on a server of its
// own, in blocks, and a line is fitted to the memory that is held after the latest blocks, until it is level. Exits with 1
// where one is not level after the most blocks, or descriptors, threads or sessions are left over.
//
// What is held also rises where nothing leaks: the JavaScript heap between two full collections, and free memory in the
// arenas of glibc (docs/benchmarks.md). So one comparison of before and after shows nothing, and a line that is level does.
// Ten blocks of sessions that are cut at once took 2 to 3 min beside other work of 1.9 cores; other endings take longer.
// Usage: npm run build && node bench/memory-slope.mjs [--sessions=250] [--most=32] [--only=<words of one ending>]
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '@visavis/server/testing';
import { ENDINGS } from './support/endings.mjs';
import { option, rounded, save, slope, table } from './support/figures.mjs';
import { writeKnowledge } from './support/knowledge.mjs';
import { processState } from './support/process.mjs';

/** Sessions in a block. */
const sessions = option('sessions', 250);
/** Blocks after which an ending whose line still rises has failed. */
const most = option('most', 32);
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length) ?? '';
/** Blocks at the beginning that are not part of any line: they fill what stays, and the records of 1,000 sessions. */
const WARM_UP_BLOCKS = 4;
/** Blocks under the line: the latest third, and no fewer than these. */
const LINE_BLOCKS = 6;
/**
 * A line is level when zero is within its error, and it changes by no more than this, kB a session. One that falls is not: a
 * full collection gives back as much as many sessions take, and hides their growth until it has left the latest blocks.
 */
const LEVEL_KB = 24;
const AT_A_TIME = 4;
/** A refusal is answered after up to 5 s, and one address may wait for 64 of them. */
const REFUSED_AT_A_TIME = 60;
/** After the last session of a block has ended, for timers and collections of garbage. */
const SETTLE_MS = 4_000;
/** Connections that are kept alive come and go. */
const SPARE = 2;

const results = {};
const knowledge = await writeKnowledge();
try {
  for (const name of Object.keys(ENDINGS).filter((ending) => ending.includes(only))) results[name] = await repeat(name);
} finally {
  await knowledge.remove();
}
report();

/** @returns The state of the server after each block, the line that ended the run, and the failures to open a session. */
async function repeat(name) {
  const server = await startServer({
    VISAVIS_KNOWLEDGE: knowledge.path,
    VISAVIS_MAX_SESSIONS: '1000',
    LOG_LEVEL: 'error',
  });
  const failures = [];
  const states = [];
  let line = { isLevel: false };
  try {
    while (!line.isLevel && states.length < most) {
      failures.push(...(await runBlock(name, server)));
      await sleep(SETTLE_MS);
      const { counts } = await server.health();
      states.push({ ...processState(server.pid), sessions: counts.sessions });
      line = lineOf(states);
      console.error(
        `${name}: ${rounded(states.at(-1).residentMb)} MB after ${sessions * states.length}, ${inWords(line)}`,
      );
    }
  } finally {
    await server.stop();
  }
  return { states, line, failures };
}

async function runBlock(name, server) {
  const failures = [];
  let left = sessions;
  const oneAfterTheOther = async () => {
    while (left-- > 0) await ENDINGS[name](server).catch(({ message }) => failures.push(message));
  };
  await Promise.all(Array.from({ length: name === 'wrong key' ? REFUSED_AT_A_TIME : AT_A_TIME }, oneAfterTheOther));
  // A client that was cut off may come back for a while.
  for (let tries = 0; tries < 80 && (await server.health()).counts.sessions > 0; tries++) await sleep(500);
  return failures;
}

/** @returns The growth over the latest blocks, kB a session with twice its standard error, and whether it is level. */
function lineOf(states) {
  const blocks = Math.max(LINE_BLOCKS, Math.ceil(states.length / 3));
  if (states.length < WARM_UP_BLOCKS + blocks) return { blocks, isLevel: false };
  const { per, standardError } = slope(
    states.slice(-blocks).map(({ residentMb }, i) => [i * sessions, residentMb * 1024]),
  );
  const error = 2 * standardError;
  return { blocks, per, error, isLevel: Math.abs(per) <= error && Math.abs(per) + error <= LEVEL_KB };
}

function inWords({ per, error, isLevel }) {
  return per === undefined
    ? 'warming up'
    : `${rounded(per)} ± ${rounded(error)} kB a session${isLevel ? ', level' : ''}`;
}

/** What an ending has left over, in words; none where it is in order. */
function faultsOf({ states, line, failures }) {
  const [first, last] = [states[Math.min(WARM_UP_BLOCKS, states.length - 1)], states.at(-1)];
  return [
    !line.isLevel && 'memory',
    last.descriptors > first.descriptors + SPARE && 'descriptors',
    last.threads > first.threads + SPARE && 'threads',
    last.sessions > 0 && 'sessions',
    failures.length > states.length && 'failures',
  ].filter(Boolean);
}

function report() {
  const rows = Object.entries(results).map(([name, result]) => {
    const { states, line, failures } = result;
    return [
      name,
      sessions * states.length,
      rounded(states.at(-line.blocks)?.residentMb),
      rounded(states.at(-1).residentMb),
      inWords(line),
      states.at(-1).descriptors,
      states.at(-1).threads,
      failures.length,
      faultsOf(result).join(', ') || 'none',
    ];
  });
  console.log(`${sessions} sessions in a block, ${AT_A_TIME} at a time; the line over the latest third of the blocks`);
  table([['', 'sessions', 'MB before', 'MB after', 'growth', 'descriptors', 'threads', 'failed', 'grows'], ...rows]);
  save('memory-slope', { sessions, atATime: AT_A_TIME, warmUpBlocks: WARM_UP_BLOCKS, results });
  if (Object.values(results).some((result) => faultsOf(result).length > 0)) process.exitCode = 1;
}
