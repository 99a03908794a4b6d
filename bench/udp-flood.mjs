// A viewer watches while strangers flood the media port: pictures a second and the server's processor time before
// and meanwhile. Fails where the viewer sees fewer than 24 pictures a second, or loses its connection.
// Usage: npm run build && node bench/udp-flood.mjs [--seconds=10] [--perSecond=50000]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCall } from '@visavis/caller';
import { startServer } from '@visavis/server/testing';
import { option, rounded, save, table } from './support/figures.mjs';
import { cpuSeconds } from './support/process.mjs';

const seconds = option('seconds', 10);
const perSecond = option('perSecond', 50_000);
/** What the scenario requires. */
const ENOUGH_FPS = 24;
/** The face's threads warm up after the start. */
const WARM_UP_MS = 5_000;

/** Who holds the port: the library, or this project's own front where a relay is reached by TCP. */
const HOLDERS = {
  library: {},
  front: { VISAVIS_TURN_URLS: 'turn:192.0.2.1:3478?transport=tcp', VISAVIS_TURN_SECRET: 'of-the-benchmark' },
};

const results = {};
for (const [name, environment] of Object.entries(HOLDERS)) results[name] = await flood(environment);
report();

async function flood(environment) {
  const server = await startServer({ LOG_LEVEL: 'error', ...environment });
  const { viewer, close } = await openCall(server.socketUrl());
  const strangers = fork(new URL('support/flood.mjs', import.meta.url));
  try {
    await sleep(WARM_UP_MS);
    const watch = () => measure(server, viewer);
    const quiet = watch();
    await sleep(1000 * seconds);
    const before = quiet();
    const flooded = watch();
    const port = Number(new URL(server.url).port);
    strangers.send({ port, ssrc: viewer.video.at(-1).ssrc, perSecond, seconds });
    const [{ sent }] = await once(strangers, 'message');
    const meanwhile = flooded();
    return { before, meanwhile, sent, sentPerSecond: sent / meanwhile.passedS };
  } finally {
    strangers.kill();
    await close();
    await server.stop();
  }
}

/** @returns A function that returns what has happened since. */
function measure(server, viewer) {
  const now = () => ({ atS: performance.now() / 1000, cpuS: cpuSeconds(server.pid), frames: viewer.frames });
  const began = now();
  return () => {
    const ended = now();
    const passedS = ended.atS - began.atS;
    return { passedS, cpuS: ended.cpuS - began.cpuS, fps: (ended.frames - began.frames) / passedS };
  };
}

function report() {
  table([
    ['port held by', 'packets a second', 'fps before', 'fps meanwhile', '% of a core before', 'meanwhile'],
    ...Object.entries(results).map(([name, { before, meanwhile, sentPerSecond }]) => [
      name,
      rounded(sentPerSecond, 0),
      rounded(before.fps),
      rounded(meanwhile.fps),
      corePercent(before),
      corePercent(meanwhile),
    ]),
  ]);
  const isMet = Object.values(results).every(({ meanwhile }) => meanwhile.fps >= ENOUGH_FPS);
  console.log(`Scenario S7, at least ${ENOUGH_FPS} pictures a second at the flood: ${isMet ? 'met' : 'missed'}`);
  if (!isMet) process.exitCode = 1;
  save('udp-flood', { seconds, perSecond, results });
}

function corePercent({ cpuS, passedS }) {
  return rounded((100 * cpuS) / passedS);
}
