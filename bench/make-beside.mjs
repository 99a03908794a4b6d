// What a session that speaks loses while faces are made on the same machine, and while bad pictures are refused: pictures
// that one viewer receives, pictures that were late, and ticks of the media clock that were skipped, alone and beside; and
// how long the main thread worked and waited for a core, which says whether it is held up by work or by other processes.
// The parts take turns, so that other work on the machine meets all of them. Run after `npm run build`:
// node bench/make-beside.mjs [--seconds=15] [--rounds=3]
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCall } from '@visavis/caller';
import { startServer } from '@visavis/server/testing';
import { BAD_PICTURES } from '../packages/face-maker/dist/testing/index.js';
import { option, rounded, save, table } from './support/figures.mjs';
import { STORY_QUESTION, writeKnowledge } from './support/knowledge.mjs';
import { mainThreadSeconds } from './support/process.mjs';

const seconds = option('seconds', 15);
const rounds = option('rounds', 3);
/** The drawing threads warm up after the start, and the viewer settles. */
const WARM_UP_MS = 15_000;
const PICTURE = await readFile(new URL('../packages/face-maker/src/testing/iris.webp', import.meta.url));

const dataDir = await mkdtemp(join(tmpdir(), 'visavis-beside-'));
const knowledge = await writeKnowledge();
const server = await startServer({
  VISAVIS_DATA: dataDir,
  VISAVIS_KNOWLEDGE: knowledge.path,
  LOG_LEVEL: 'error',
});
const { call, viewer, close } = await openCall(server.socketUrl(), { keep: 2_000, viewer: { countOnly: true } });
let over = false;
const speaking = keepSpeaking();
await sleep(WARM_UP_MS);

/** What is asked of the server meanwhile, one after the other, by the name of the part. */
const PARTS = {
  alone: () => sleep(200),
  'making faces': () => made(`Made ${performance.now()}`, PICTURE),
  'bad pictures': async () => {
    for (const { what, bytes } of BAD_PICTURES) await made(what, bytes());
  },
};
const samples = [];
try {
  for (let round = 0; round < rounds; round++)
    for (const [part, work] of Object.entries(PARTS)) samples.push(await measure(part, work));
} finally {
  over = true;
  await close();
  await speaking;
  await server.stop();
  await knowledge.remove();
  await rm(dataDir, { recursive: true, force: true });
}
report();

async function keepSpeaking() {
  while (!over) {
    const sinceMs = performance.now();
    call.type(STORY_QUESTION);
    await call.next('realtime.playback.done', { sinceMs, withinMs: 120_000 }).catch(() => undefined);
  }
}

async function measure(part, work) {
  const state = async () => ({
    atMs: performance.now(),
    frames: viewer.frames,
    main: mainThreadSeconds(server.pid),
    pacing: (await server.health()).pacing,
  });
  const before = await state();
  let done = 0;
  for (; performance.now() < before.atMs + seconds * 1000; done++) await work();
  const after = await state();
  const passedS = (after.atMs - before.atMs) / 1000;
  const msPerS = (name) => rounded((1000 * (after.main[name] - before.main[name])) / passedS);
  const sample = {
    part,
    done,
    fps: rounded((after.frames - before.frames) / passedS, 2),
    lateFrames: after.pacing.lateFrames - before.pacing.lateFrames,
    skippedTicks: after.pacing.skippedTicks - before.pacing.skippedTicks,
    workedMsPerS: msPerS('workedS'),
    waitedMsPerS: msPerS('waitedS'),
  };
  console.log(JSON.stringify(sample));
  return sample;
}

/** Begins a job, and waits for its end where it was not refused at once. */
async function made(name, picture) {
  const body = new FormData();
  body.set('name', name);
  body.set('picture', new Blob([picture]), 'picture');
  // A file that is too large is refused while it comes, and its connection closed.
  const { data } = await ask('add', { method: 'POST', body }).catch(() => ({}));
  for (let job = data; job && ['waiting', 'making'].includes(job.status); await sleep(100))
    job = (await ask(`job?jobId=${data.jobId}`)).data;
}

async function ask(path, init = {}) {
  const address = `${server.url}/api/open/v1/avatar/${path}`;
  return (await fetch(address, { ...init, headers: { license: server.license } })).json();
}

function report() {
  const rows = Object.keys(PARTS).map((part) => {
    const of = samples.filter((sample) => sample.part === part);
    const sum = (name) => of.reduce((total, sample) => total + sample[name], 0);
    const mean = (name) => rounded(sum(name) / of.length, 2);
    return [
      ...[part, sum('done'), mean('fps'), sum('lateFrames'), sum('skippedTicks')],
      ...[mean('workedMsPerS'), mean('waitedMsPerS')],
    ].map(String);
  });
  console.log(`\nOne viewer that is spoken to, ${rounds} × ${seconds} s each`);
  table([
    [
      '',
      'pieces of work',
      'pictures/s',
      'late pictures',
      'skipped ticks',
      'main thread works, ms/s',
      'waits for a core',
    ],
    ...rows,
  ]);
  save('make-beside', { seconds, rounds, samples });
}
