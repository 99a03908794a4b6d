// Where speech begins and ends: how far the decoded pictures are from what was drawn, in the region of the face, for the
// first ten live pictures and the first ten after the return to the loop, beside the loop's own. Without network: the
// link's rate is what the encoder is given. Run: npm run build && node bench/take-over.mjs [--face=iris-portrait]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareFace } from '@visavis/avatar';
import { videoEncoders } from '@visavis/codecs';
import { FliteSynthesizer } from '@visavis/providers';
import { loadFace } from '../packages/avatar/dist/faces/load-face.js';
import { FaceRenderer } from '../packages/avatar/dist/render/face-renderer.js';
import { mean, rounded, save, table } from './support/figures.mjs';
import { faceRegion, playThrough } from './support/take-over.mjs';

const FACE = process.argv.find((argument) => argument.startsWith('--face='))?.slice('--face='.length) ?? 'iris';
const SENTENCES = [
  'Good morning, and welcome.',
  'My name is Iris, and I am happy to help you.',
  'Maybe Bob may move the boxes up.',
];
const BITRATES = [300_000, 600_000, 800_000, 1_200_000];
/** Frames of the loop at which a viewer's video begins to be watched; speech comes half a second later. */
const STARTS = [30, 87, 144, 201, 233];
const FIRST = 10;
const quiet = { debug() {}, info() {}, warn: console.warn, error: console.error };

const voice = new FliteSynthesizer();
await voice.prepare();
const spoken = [];
for (const text of SENTENCES) spoken.push(await speak(text));
await voice.close();
const cacheDir = await mkdtemp(join(tmpdir(), 'visavis-bench-'));
const pack = await prepareFace({ id: FACE }, { cacheDir, encoders: videoEncoders, logger: quiet });
await rm(cacheDir, { recursive: true });
const face = await loadFace({ id: FACE });
const renderer = new FaceRenderer(face);
const region = faceRegion(face.anatomy.head, renderer);

const results = [];
for (const codec of ['vp8', 'h264']) for (const bitrateBps of BITRATES) results.push(await measure(codec, bitrateBps));
save(FACE === 'iris' ? 'take-over' : `take-over-${FACE}`, { face: FACE, region, results });
const db = (value) => value.toFixed(1);
table([
  ['', 'loop', ...Array.from({ length: FIRST }, (_, i) => `${i + 1}`), 'later', 'worst', 'kB', 'back', 'CPU ms'],
  ...results.map(({ codec, bitrateBps, loopDb, firstDb, laterDb, worstBelowDb, firstBytes, backBelowDb, encodeMs }) => [
    `${codec} ${bitrateBps / 1000}`,
    db(loopDb),
    ...firstDb.map(db),
    db(laterDb),
    db(worstBelowDb),
    firstBytes.map((bytes) => Math.round(bytes / 1000)).join('+'),
    db(backBelowDb),
    encodeMs.toFixed(2),
  ]),
]);

async function speak(text) {
  const segments = [];
  for await (const segment of voice.synthesize(text, { signal: new AbortController().signal }))
    if (segment.samples.length > 0) segments.push(segment);
  return segments;
}

async function measure(codec, bitrateBps) {
  const runs = [];
  for (const [i, startFrame] of STARTS.entries())
    runs.push(
      await playThrough({ pack, renderer, region, codec, bitrateBps, startFrame, segments: spoken[i % spoken.length] }),
    );
  const loops = runs.map(({ frames }) => frames.filter(({ live }) => !live));
  const lives = runs.map(({ frames }) => frames.filter(({ live }) => live));
  // What comes after speech: the frames behind the last live one.
  const backs = runs.map(({ frames }) => frames.slice(frames.findLastIndex(({ live }) => live) + 1, undefined));
  const loopDb = mean(loops.flat().map(({ db }) => db));
  const at = (i, key) => mean(lives.map((frames) => frames[i][key]));
  const first = lives.map((frames) => frames.slice(0, FIRST));
  return {
    codec,
    bitrateBps,
    loopDb: rounded(loopDb, 2),
    firstDb: Array.from({ length: FIRST }, (_, i) => rounded(at(i, 'db'), 2)),
    laterDb: rounded(mean(lives.flatMap((frames) => frames.slice(FIRST).map(({ db }) => db))), 2),
    /** How far the worst of the first pictures of any run is below the loop's mean; the worst after the return, too. */
    worstBelowDb: rounded(loopDb - Math.min(...first.flat().map(({ db }) => db)), 2),
    backBelowDb: rounded(
      loopDb - Math.min(...backs.flatMap((frames) => frames.slice(0, FIRST).map(({ db }) => db))),
      2,
    ),
    firstBytes: Array.from({ length: FIRST }, (_, i) => Math.round(at(i, 'bytes'))),
    encodeMs: rounded(mean(runs.flatMap((run) => run.encodeMs)), 3),
    /** Of each frame: bytes, dB, and whether it is live or a keyframe. */
    runs: runs.map(({ frames }) =>
      frames
        .map(
          ({ live, bytes, keyFrame, db }) =>
            `${bytes}:${rounded(db, 2)}${live ? ':live' : ''}${keyFrame ? ':key' : ''}`,
        )
        .join(' '),
    ),
  };
}
