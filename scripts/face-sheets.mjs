// Contact sheets of a face, to be looked at: rest, mouth shapes, lids, gaze, turns of the head, expressions, listening,
// thinking, backgrounds, and a sentence at 25 fps, as it is drawn and as it is received.
// Run after `npm run build`: node scripts/face-sheets.mjs [iris | path of a face's file] [folder] [jpeg | png] [part of a sheet's name]
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createRequire } from 'node:module';
import { PhoneMouthTrack, visemesFromPhones } from '@visavis/avatar';
import { createVideoEncoder } from '@visavis/codecs';
import { VideoDecoder } from '@visavis/codecs/testing';
import { AT_REST, EXPRESSIONS } from '@visavis/core';
import { FliteSynthesizer } from '@visavis/providers';
import { loudnessOf } from '@visavis/sound';
import { dressed } from '../packages/avatar/dist/faces/dress.js';
import { readFace } from '../packages/avatar/dist/faces/face-file.js';
import { FittingEncoder } from '../packages/avatar/dist/fitting-encoder.js';
import { loadFace } from '../packages/avatar/dist/faces/load-face.js';
import { CLOSED, SHAPES } from '../packages/avatar/dist/mouth/visemes.js';
import { FaceRenderer } from '../packages/avatar/dist/render/face-renderer.js';
import { idlePose } from '../packages/avatar/dist/rig/idle.js';
import { loopPose } from '../packages/avatar/dist/rig/loop-pose.js';
import { Speaker } from '../packages/avatar/dist/rig/speaker.js';

const { createCanvas } = createRequire(new URL('../packages/avatar/package.json', import.meta.url))('@napi-rs/canvas');

const SENTENCE = 'Good morning, and welcome. My name is Iris, and I am happy to help you.';
const RATE = 48_000;
const LABEL_PX = 14;
const QUALITY = 80;

const [id = 'iris', folder = 'docs/faces', format = 'jpeg', only = ''] = process.argv.slice(2);
const name = basename(id).replace(/\.face$/, '');
const face = id.includes('/') ? readFace(await readFile(id)).face : await loadFace({ id });
const renderer = new FaceRenderer(face);
const { head, mouth, eyes } = face.anatomy;

const STILL = {
  yaw: 0,
  pitch: 0,
  roll: 0,
  shiftX: 0,
  shiftY: 0,
  breath: 0,
  brows: { raise: 0, inner: 0 },
  eyes: { blink: 0, gazeX: 0, gazeY: 0 },
  mouth: CLOSED,
};
const pose = (changes) => ({ ...STILL, ...changes });
const look = (changes) => pose({ eyes: { ...STILL.eyes, ...changes } });

const whole = { x: 0, y: 0, width: renderer.width, height: renderer.height };
const faceBox = around(head.x, head.y + 0.08 * head.halfHeight, 1.3 * head.halfHeight, 1);
const mouthBox = around(mouth.frame.x, mouth.frame.y + 0.35 * mouth.frame.half, 1.75 * mouth.frame.half, 0.8);
const eyesBox = around((eyes[0].frame.x + eyes[1].frame.x) / 2, head.eyeY, 1.05 * head.halfWidth, 0.42);

await mkdir(folder, { recursive: true });
await sheet(
  'idle',
  whole,
  { columns: 6, width: 220 },
  sequence(12, (i) => [`${i} s`, idlePose(i * 25)]),
);
await sheet(
  'shapes',
  mouthBox,
  { columns: 5, width: 280 },
  Object.entries(SHAPES).map(([label, shape]) => [label, pose({ mouth: shape })]),
);
await sheet(
  'shapes-face',
  faceBox,
  { columns: 5, width: 230 },
  Object.entries(SHAPES).map(([label, shape]) => [label, pose({ mouth: shape })]),
);
await sheet('eyes', eyesBox, { columns: 3, width: 400 }, [
  ...[0, 0.3, 0.6, 0.85, 1].map((blink) => [`blink ${blink}`, look({ blink })]),
  ['look left', look({ gazeX: -0.7 })],
  ['look right', look({ gazeX: 0.7 })],
  ['look up', look({ gazeY: -0.7 })],
  ['look down', look({ gazeY: 0.7 })],
  ['brows up', pose({ brows: { raise: 1, inner: 0 } })],
  ['brows down', pose({ brows: { raise: -0.7, inner: 0 } })],
  ['inner brows up', pose({ brows: { raise: 0, inner: 1 }, eyes: { blink: 0.1, gazeX: 0, gazeY: 0.2 } })],
]);
await sheet('turns', whole, { columns: 6, width: 250 }, [
  ...[-10, -5, 5, 10].map((yaw) => [`yaw ${yaw}°`, pose({ yaw })]),
  ...[-8, 8].map((pitch) => [`pitch ${pitch}°`, pose({ pitch })]),
  ...[-6, 6].map((roll) => [`roll ${roll}°`, pose({ roll })]),
  ['yaw 8° pitch 5°', pose({ yaw: 8, pitch: 5, roll: 2 })],
  ['smile', pose({ mouth: { ...CLOSED, smile: 0.8 } })],
  ['yaw -8° aa', pose({ yaw: -8, mouth: SHAPES.aa })],
  ['breath', pose({ breath: 1 })],
]);
const expressing = (expression) => ({ attention: 'idle', expression });
await sheet(
  'expressions',
  faceBox,
  { columns: 3, width: 340 },
  EXPRESSIONS.map((expression) => [expression, loopPose(expressing(expression), 20)]),
);
const neutral = await spoken();
const wide = neutral.findIndex(({ pose: { mouth } }) => mouth.open > 0.45);
const shut = neutral.findIndex(({ phone }, i) => i > wide && 'pbm'.includes(phone));
const spread = neutral.findIndex(({ pose: { mouth } }) => mouth.wide > 0.3);
const said = [];
for (const expression of EXPRESSIONS) {
  const frames = await spoken(expressing(expression));
  for (const at of [wide, shut, spread]) said.push([`${expression}: ${frames[at].label}`, frames[at].pose]);
}
await sheet('expressions-speaking', faceBox, { columns: 6, width: 230 }, said);
const listening = { attention: 'listening', expression: 'neutral' };
const thinking = { attention: 'thinking', expression: 'neutral' };
await sheet(
  'listening',
  whole,
  { columns: 6, width: 220 },
  sequence(12, (i) => [`${i} s`, loopPose(listening, i * 25 + 20)]),
);
await sheet(
  'thinking',
  whole,
  { columns: 6, width: 220 },
  sequence(12, (i) => [`${i} s`, loopPose(thinking, i * 25 + 20)]),
);
const turning = new Speaker();
await sheet(
  'changes',
  faceBox,
  { columns: 8, width: 170 },
  sequence(48, (i) => {
    const motion = i < 16 ? listening : i < 32 ? thinking : AT_REST;
    return [`${i * 40} ms: ${motion.attention}`, turning.pose(i + 60, undefined, 0, motion)];
  }),
);
await sheet('backgrounds', whole, { columns: 6, width: 250 }, [
  ...['own', 'blurred', '#101418', '#f4f1ea', '#2060d0'].map((background) => [
    background,
    idlePose(40),
    before(background),
  ]),
  ['transparent', idlePose(40), before('transparent')],
]);
const sentence = neutral.slice(0, 40).map(({ label, pose }) => [label, pose]);
await sheet('sentence', faceBox, { columns: 8, width: 170 }, sentence);
await sheet('sentence-mouth', mouthBox, { columns: 8, width: 170 }, sentence);
const received = [];
for (const kbps of [300, 600, 1200]) received.push(...(await decoded(neutral, kbps)).slice(6, 22));
await sheet('received-mouth', mouthBox, { columns: 8, width: 170 }, received);

/** The pictures of a sentence as a viewer decodes them from VP8 at a bitrate. */
async function decoded(frames, kbps) {
  const encoder = new FittingEncoder(createVideoEncoder, 'vp8', renderer, 1000 * kbps);
  const decoder = new VideoDecoder('vp8');
  const seen = [];
  for (const { label, pose } of frames) {
    const coded = await encoder.encode(renderer.render(pose), false);
    const data = decoder.decode(coded).slice();
    seen.push([
      `${kbps} kbps, ${label}`,
      undefined,
      { render: () => ({ data, width: renderer.width, height: renderer.height }) },
    ]);
  }
  encoder.close();
  decoder.close();
  return seen;
}

function before(background) {
  return new FaceRenderer(dressed(face, background));
}

function around(x, y, halfWidth, aspect) {
  const width = Math.min(2 * halfWidth, renderer.width);
  const height = width * aspect;
  return {
    x: Math.max(0, Math.min(renderer.width - width, x - width / 2)),
    y: Math.max(0, Math.min(renderer.height - height, y - height / 2)),
    width,
    height,
  };
}

function sequence(count, of) {
  return Array.from({ length: count }, (_, i) => of(i));
}

/** The pictures of a spoken sentence, labelled by time and by the phone that sounds. */
async function spoken(motion = AT_REST) {
  const voice = new FliteSynthesizer();
  await voice.prepare();
  const speaker = new Speaker(motion);
  const frames = [];
  for await (const { samples, phones } of voice.synthesize(SENTENCE, { signal: new AbortController().signal })) {
    if (samples.length === 0) continue;
    const speech = { mouth: new PhoneMouthTrack(visemesFromPhones(phones)), loudness: loudnessOf(samples, RATE) };
    for (let ms = 0; ms < (samples.length * 1000) / RATE; ms += 40) {
      const phone = phones.find(({ endMs }) => endMs > ms)?.phone ?? '';
      frames.push({ label: `${ms} ${phone}`, phone, pose: speaker.pose(frames.length, speech, ms, motion) });
    }
  }
  await voice.close();
  return frames;
}

async function sheet(kind, box, { columns, width }, pictures) {
  if (!kind.includes(only)) return;
  const height = Math.round((width * box.height) / box.width);
  const rows = Math.ceil(pictures.length / columns);
  const canvas = createCanvas(columns * width, rows * (height + LABEL_PX));
  const ctx = canvas.getContext('2d');
  ctx.fillStyle = '#fff';
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.font = '11px sans-serif';
  ctx.fillStyle = '#000';
  ctx.imageSmoothingQuality = 'high';
  pictures.forEach(([label, drawn, by = renderer], i) => {
    const [x, y] = [(i % columns) * width, Math.floor(i / columns) * (height + LABEL_PX)];
    ctx.drawImage(canvasOf(by.render(drawn)), box.x, box.y, box.width, box.height, x, y, width, height);
    ctx.fillText(label, x + 3, y + height + 11);
  });
  const path = join(folder, `${name}-${kind}.${format}`);
  await writeFile(path, format === 'png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg', QUALITY));
  console.log(path);
}

/** As a viewer sees it: a picture with alpha over a chequered page. */
function canvasOf(picture) {
  const all = coloursOf(picture);
  if (picture.height === renderer.height) return all;
  const { width, height } = renderer;
  const canvas = createCanvas(width, height);
  const ctx = canvas.getContext('2d');
  ctx.drawImage(all, 0, 0);
  const image = ctx.getImageData(0, 0, width, height);
  for (let i = 0; i < width * height; i++) {
    const share = Math.min(1, Math.max(0, (picture.data[width * height + i] - 16) / 219));
    const page = (((i % width) >> 5) + (Math.floor(i / width) >> 5)) & 1 ? 250 : 205;
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = share * image.data[4 * i + c] + (1 - share) * page;
  }
  ctx.putImageData(image, 0, 0);
  return canvas;
}

/** BT.601, limited range. */
function coloursOf({ data, width, height }) {
  const canvas = createCanvas(width, height);
  const ctx = canvas.getContext('2d');
  const image = ctx.createImageData(width, height);
  const luma = width * height;
  for (let i = 0; i < luma; i++) {
    const chroma = luma + (Math.floor(i / width) >> 1) * (width / 2) + ((i % width) >> 1);
    const y = 1.164 * (data[i] - 16);
    const u = data[chroma] - 128;
    const v = data[chroma + luma / 4] - 128;
    image.data.set([y + 1.596 * v, y - 0.392 * u - 0.813 * v, y + 2.017 * u, 255], 4 * i);
  }
  ctx.putImageData(image, 0, 0);
  return canvas;
}
