// Cost of the face: preparing its pack, and drawing and encoding one live frame. Run after `npm run build`: node bench/face.mjs
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareFace } from '@visavis/avatar';
import { createVideoEncoder, videoEncoders } from '@visavis/codecs';
import { FliteSynthesizer } from '@visavis/providers';
import { loadFace } from '../packages/avatar/dist/faces/load-face.js';
import { SHAPES } from '../packages/avatar/dist/mouth/visemes.js';
import { SpeechLine } from '../packages/avatar/dist/mouth/speech-line.js';
import { FaceRenderer } from '../packages/avatar/dist/render/face-renderer.js';
import { idlePose } from '../packages/avatar/dist/rig/idle.js';
import { Speaker } from '../packages/avatar/dist/rig/speaker.js';

const SENTENCES = [
  'Good morning, and welcome. My name is Iris, and I am happy to help you.',
  'The museum opens at ten, from Tuesday to Sunday, and it closes at five in the evening.',
  'You will find the lift behind the big blue door, just past the coffee bar.',
];
const RATE = 48_000;
const quiet = { debug() {}, info() {}, warn: console.warn, error: console.error };

const results = {
  when: new Date().toISOString(),
  machine: `${cpus().length} × ${cpus()[0].model}`,
  pack: await measurePack(),
  composing: {
    square: await measureComposing({ id: 'iris' }),
    transparent: await measureComposing({ id: 'iris', background: 'transparent' }),
    portrait: await measureComposing({ id: 'iris-portrait' }),
  },
  ...(await measureSpeech()),
};
await mkdir(new URL('results/', import.meta.url), { recursive: true });
await writeFile(new URL('results/face.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`);
console.log(JSON.stringify(results, null, 2));

async function measurePack() {
  const cacheDir = await mkdtemp(join(tmpdir(), 'visavis-bench-'));
  const prepare = async () => {
    const startedMs = performance.now();
    const pack = await prepareFace({ id: 'iris' }, { cacheDir, encoders: videoEncoders, logger: quiet });
    return [Math.round(performance.now() - startedMs), pack];
  };
  const [firstMs] = await prepare();
  const [againMs, pack] = await prepare();
  await rm(cacheDir, { recursive: true });
  const kbps = ({ frames }) =>
    Math.round((frames.reduce((sum, frame) => sum + (frame?.data.length ?? 0), 0) * 8 * 25) / frames.length / 1000);
  return { firstMs, againMs, vp8Kbps: pack.idle.vp8.map(kbps), h264Kbps: pack.idle.h264.map(kbps) };
}

/**
 * Cost of one picture without its encoding: the first of a new renderer, its first second, and later ones, every mouth
 * shape on a head that moves, with lids that fall.
 */
async function measureComposing(source) {
  const face = await loadFace(source);
  const openedMs = cpuMs();
  const renderer = new FaceRenderer(face);
  const openMs = Number((cpuMs() - openedMs).toFixed(1));
  const rendererMb = Number((renderer.bytes / 1e6).toFixed(1));
  const data = new Uint8Array(renderer.frameBytes);
  const shapes = Object.values(SHAPES);
  const times = Array.from({ length: 1500 }, (_, i) => {
    const startedMs = cpuMs();
    renderer.render({ ...idlePose(i), mouth: shapes[i % shapes.length] }, data);
    return cpuMs() - startedMs;
  });
  const idle = Array.from({ length: 300 }, (_, i) => {
    const startedMs = cpuMs();
    renderer.render(idlePose(i), data);
    return cpuMs() - startedMs;
  });
  return {
    openMs,
    rendererMb,
    firstPictureMs: Number(times[0].toFixed(2)),
    firstSecond: quantiles(times.slice(0, 25)),
    speaking: quantiles(times.slice(500)),
    idle: quantiles(idle),
  };
}

async function measureSpeech() {
  const voice = new FliteSynthesizer();
  await voice.prepare();
  const segments = [];
  for (const text of SENTENCES)
    for await (const segment of voice.synthesize(text, { signal: new AbortController().signal }))
      if (segment.samples.length > 0) segments.push(segment);
  await voice.close();
  const renderer = new FaceRenderer(await loadFace({ id: 'iris' }));
  for (let frame = 0; frame < 300; frame++) renderer.render(idlePose(frame));
  const live = {};
  for (const codec of ['vp8', 'h264']) {
    live[codec] = { firstTime: speak(renderer, codec, segments), again: speak(renderer, codec, segments) };
  }
  return { live };
}

/** CPU time of the process per step; it does no other work meanwhile. Wall time would include other processes. */
function speak(renderer, codec, segments) {
  const encoder = createVideoEncoder({ codec, width: 512, height: 512, framesPerSecond: 25, bitrateBps: 800_000 });
  const speaker = new Speaker();
  const line = new SpeechLine();
  const data = new Uint8Array((512 * 512 * 3) / 2);
  const times = { prepareMs: [], renderMs: [], encodeMs: [] };
  let position = 0;
  let bytes = 0;
  for (const [segment, { samples, phones }] of segments.entries()) {
    const beganMs = cpuMs();
    line.add(segment, { samples, sampleRateHz: RATE, phones });
    line.at([{ segment, offsetMs: 0 }]);
    times.prepareMs.push(cpuMs() - beganMs);
    for (let offsetMs = 0; offsetMs < (samples.length * 1000) / RATE; offsetMs += 40) {
      const startedMs = cpuMs();
      const speech = line.at([{ segment, offsetMs }]);
      const picture = renderer.render(speaker.pose(position++, speech, speech.ms), data);
      const drawnMs = cpuMs();
      bytes += encoder.encode(picture, false).data.length;
      times.renderMs.push(drawnMs - startedMs);
      times.encodeMs.push(cpuMs() - drawnMs);
    }
  }
  encoder.close();
  const summary = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, quantiles(all)]));
  return { frames: position, kbps: Math.round((bytes * 8 * 25) / position / 1000), ...summary };
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function quantiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => Number(sorted[Math.floor((sorted.length - 1) * share)].toFixed(2));
  return { p50: at(0.5), p95: at(0.95), mean: Number((values.reduce((a, b) => a + b) / values.length).toFixed(2)) };
}
