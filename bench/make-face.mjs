// How long the making of a face takes, by stages: from a picture of a million pixels, in the process that a server would
// use. The picture is a drawing of our own; others may be named. Run after `npm run build`:
// node bench/make-face.mjs [--runs=5] [picture …]
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { makeFace } from '../packages/face-maker/dist/index.js';
import { option, row, ROW_HEAD, save, summary, table } from './support/figures.mjs';

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
  console.log(`\n${name}, ${runs} runs, ms`);
  table([
    ROW_HEAD,
    ...Object.keys(samples[0]).map((stage) =>
      row(
        stage,
        samples.map((sample) => sample[stage]),
      ),
    ),
  ]);
  results[name] = {
    samples,
    summary: Object.fromEntries(Object.keys(samples[0]).map((stage) => [stage, summary(samples.map((s) => s[stage]))])),
  };
}
save('make-face', { pictures: results });

/** @returns ms of each stage, of the process's start (with the sending of the picture), and of all. */
async function stagesOf(picture) {
  const startedMs = performance.now();
  const entered = [['start', startedMs]];
  await makeFace(picture, { onProgress: ({ stage }) => entered.push([stage, performance.now()]) });
  const endedMs = performance.now();
  const stages = entered.map(([stage, atMs], i) => [stage, (entered[i + 1]?.[1] ?? endedMs) - atMs]);
  return Object.fromEntries([...stages, ['all', endedMs - startedMs]].map(([name, ms]) => [name, Math.round(ms)]));
}
