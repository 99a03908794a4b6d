// Preloaded into the server: the longest turns of its main thread's event loop, as other processes ask for them over a
// socket whose path is in TURNS_PROBE. While it measures, the loop never waits, so that the time between two turns is the
// length of one. Where the thread was interrupted meanwhile, which says nothing about the message, its processor time
// counts, which the kernel knows to a few ms (proc(5): schedstat: ns of work, ns of waiting for a core, times on a core).
import { closeSync, openSync, readSync } from 'node:fs';
import { createServer } from 'node:net';
import { isMainThread } from 'node:worker_threads';

const path = process.env.TURNS_PROBE;
/** Turns that are reported. */
const LONGEST = 20;

if (isMainThread && path) createServer(serve).listen(path).unref();

/** Begins to measure with the connection, and reports and ends with the first byte that comes. */
function serve(connection) {
  const stop = measure();
  connection.once('data', () => connection.end(`${JSON.stringify(stop())}\n`));
  connection.on('error', stop);
}

function measure() {
  const schedstat = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const bytes = Buffer.alloc(64);
  const state = () =>
    bytes
      .latin1Slice(0, readSync(schedstat, bytes, 0, bytes.length, 0))
      .split(' ')
      .map(Number);
  const longest = [];
  let next;
  let [atMs, [workedNs, waitedNs, times]] = [performance.now(), state()];
  const turn = () => {
    const [nowMs, now] = [performance.now(), state()];
    const passedMs = nowMs - atMs;
    const interrupted = now[2] !== times;
    note(longest, interrupted ? Math.min(passedMs - (now[1] - waitedNs) / 1e6, (now[0] - workedNs) / 1e6) : passedMs);
    [atMs, [workedNs, waitedNs, times]] = [nowMs, now];
    next = setImmediate(turn);
  };
  next = setImmediate(turn);
  return () => {
    if (next) closeSync(schedstat);
    clearImmediate(next);
    next = undefined;
    return longest.sort((a, b) => b - a);
  };
}

function note(longest, ms) {
  if (longest.length < LONGEST) return void longest.push(ms);
  const shortest = Math.min(...longest);
  if (ms > shortest) longest[longest.indexOf(shortest)] = ms;
}
