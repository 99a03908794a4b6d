// How long the making of a face takes, by stages: from a picture of a million pixels, in the process that a server would
// use. Computing time is counted as well (Linux), since other work on the machine makes the stages longer. The picture is
// a drawing of our own; others may be named. Run after `npm run build`: node bench/make-face.mjs [--runs=5] [picture …]
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { makeFace } from '../packages/face-maker/dist/index.js';
import { option, row, ROW_HEAD, save, summary, table } from './support/figures.mjs';
import { familyCpuSeconds } from './support/process.mjs';

const OWN = new URL('../packages/face-maker/src/testing/iris.webp', import.meta.url);
const runs = option('runs', 5);
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const pictures = named.length > 0 ? named : [OWN];

const results = {};
for (const path of pictures) {
  const picture = await readFile(path);
  const samples = [];
  for (let run = 0; run < runs; run++) samples.push(await stagesOf(picture));
  const name = basename(String(path));
  results[name] = { samples };
  for (const [kind, title] of Object.entries({ tookMs: 'ms', cpuMs: 'ms of a core' })) {
    const of = (stage) => samples.map((sample) => sample[kind][stage]);
    const stages = Object.keys(samples[0][kind]);
    console.log(`\n${name}, ${runs} runs, ${title}`);
    table([ROW_HEAD, ...stages.map((stage) => row(stage, of(stage)))]);
    results[name][kind] = Object.fromEntries(stages.map((stage) => [stage, summary(of(stage))]));
  }
}
save('make-face', { pictures: results });

/** @returns The time and the computing time of each stage, of the process's start, and of all. */
async function stagesOf(picture) {
  const marks = [mark('start')];
  await makeFace(picture, { onProgress: ({ stage }) => marks.push(mark(stage)) });
  marks.push(mark('end'));
  const between = (what) => [
    ...marks.slice(0, -1).map((from, i) => [from.stage, marks[i + 1][what] - from[what]]),
    ['all', marks.at(-1)[what] - marks[0][what]],
  ];
  const rounded = (pairs) => Object.fromEntries(pairs.map(([stage, ms]) => [stage, Math.round(ms)]));
  return { tookMs: rounded(between('atMs')), cpuMs: rounded(between('cpuMs')) };
}

function mark(stage) {
  return { stage, atMs: performance.now(), cpuMs: familyCpuSeconds(process.pid) * 1000 };
}
