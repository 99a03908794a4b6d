// A face that speaks and falls silent in turns, and its viewer behind a link that changes, in simulated time, without
// threads and browser, so that other work on the machine changes nothing: the real face, encoders, congestion control,
// pacer and packets; the link and the viewer are models.
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareFace } from '@visavis/avatar';
import { mediaCodecs, videoEncoders } from '@visavis/codecs';
import { VideoDecoder } from '@visavis/codecs/testing';
import { Playout } from '@visavis/media';
import { FliteSynthesizer } from '@visavis/providers';
import { loadFace } from '../../packages/avatar/dist/faces/load-face.js';
import { FaceRenderer } from '../../packages/avatar/dist/render/face-renderer.js';
import { idlePose } from '../../packages/avatar/dist/rig/idle.js';
import { FaceVideo } from '../../packages/avatar/dist/studio/face-video.js';
import { readVp8 } from '../../packages/media/dist/rtp/depacketize-vp8.js';
import { createLocalMedia } from '../../packages/media/dist/sdp/local-media.js';
import { MediaStream } from '../../packages/media/dist/session/media-stream.js';
import { rounded } from './figures.mjs';
import { SimulatedLink, SimulatedViewer } from './simulated-viewer.mjs';
import { DirectLeases, faceRegion, psnr, viewOf } from './take-over.mjs';

const TICK_MS = 20;
const FINE_MS = 5;
const SILENCE_MS = 3000;
const SPEECH = 'Maybe Bob may move the boxes up to the room above, before the museum opens at ten.';
const IRIS = { id: 'iris' };
/** H.264: the packets of a keyframe begin with parameter sets, alone or aggregated. */
const startsH264 = (payload) => [7, 24].includes(payload[0] & 0x1f);
const quiet = { debug() {}, info() {}, warn: console.warn, error: console.error };

/** What every viewer of the face shares. */
export async function prepare() {
  const voice = new FliteSynthesizer();
  await voice.prepare();
  const segments = [];
  for await (const segment of voice.synthesize(SPEECH, { signal: new AbortController().signal }))
    if (segment.samples.length > 0) segments.push(segment);
  await voice.close();
  const cacheDir = join(tmpdir(), 'visavis-bench-packs');
  await mkdir(cacheDir, { recursive: true });
  const pack = await prepareFace(IRIS, { cacheDir, encoders: videoEncoders, logger: quiet });
  const face = await loadFace(IRIS);
  const renderer = new FaceRenderer(face);
  return { segments, pack, renderer, region: faceRegion(face.anatomy.head, renderer) };
}

/**
 * @param steps What the link is, one after the other: `{ seconds, kbps, loss }`.
 * @returns Of each step: the pictures shown, the rates, once a second, and the lost packets.
 */
export async function watchFace({ segments, pack, renderer, region }, codec, { queueMs, delayMs, steps }) {
  const link = new SimulatedLink({ queueMs, delayMs, ...steps[0] });
  const leases = new DirectLeases(renderer);
  const playout = new Playout({ logger: quiet });
  const video = new FaceVideo(viewOf(playout), {
    face: () => IRIS,
    loop: () => pack,
    leases,
    onLate: () => undefined,
    onClosed: () => undefined,
  });
  const loopFrameOf = new Map(
    pack.idle[codec].flatMap(({ frames }) => frames.map((frame, i) => [frame?.data, i])).filter(([data]) => data),
  );
  /** What was sent, by media time. */
  const sent = new Map();
  let nowMs = 0;
  const source = {
    start: (name) => video.start(name),
    nextFrame() {
      const frame = video.nextFrame();
      if (frame) sent.set(nowMs, { frame, live: !loopFrameOf.has(frame.data), loopFrame: loopFrameOf.get(frame.data) });
      return frame;
    },
    lookAhead: () => video.lookAhead(),
    requestKeyFrame: () => video.requestKeyFrame(),
    setBitrate: (bps) => video.setBitrate(bps),
    close: () => video.close(),
  };
  const media = createLocalMedia();
  const clock = { nowMs: () => nowMs, wallMs: (ms) => 1.7e12 + ms, requestSteps: () => undefined };
  const isKeyFrame = (payload) => (codec === 'vp8' ? (readVp8(payload)?.keyFrame ?? false) : startsH264(payload));
  const viewer = new SimulatedViewer(link, { ...media, isKeyFrame, firstMediaMs: 0 });
  const stream = new MediaStream({
    clock,
    createAudioEncoder: mediaCodecs.createAudioEncoder,
    media,
    video: source,
    playout,
    logger: quiet,
    send: (packet) => {
      const sentAtMs = nowMs;
      link.carry(Buffer.from(packet), (arrived) => viewer.receive(arrived, sentAtMs));
    },
  });
  viewer.feedback = (feedback) => stream.receive(feedback);
  const decoder = new VideoDecoder(codec);
  const shown = [];
  viewer.shown = (picture) =>
    shown.push(seen(picture, sent.get(picture.mediaMs), { decoder, leases, renderer, region }));
  stream.negotiate({
    video: { codec, payloadType: 96, rtxPayloadType: 97, absSendTimeId: undefined },
    audio: { payloadType: 111 },
  });
  stream.connect();
  let speakAtMs = 1000;
  const results = [];
  for (const { seconds, kbps, loss = 0 } of steps) {
    Object.assign(link, { kbps, loss });
    const before = link.lost;
    const rates = [];
    for (const endMs = nowMs + 1000 * seconds; nowMs < endMs; nowMs += FINE_MS) {
      link.advance(nowMs);
      viewer.run();
      if (nowMs > 0 && nowMs % TICK_MS === 0) stream.tick(nowMs);
      stream.step();
      if (!playout.busy && nowMs >= speakAtMs) {
        for (const segment of segments) void playout.play({ ...segment });
        const lengthMs = segments.reduce((sum, { samples }) => sum + samples.length / 48, 0);
        speakAtMs = nowMs + lengthMs + SILENCE_MS;
      }
      if (nowMs % 1000 === 0) rates.push([stream.stats.targetBps, stream.stats.sentBps]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    results.push({ kbps, loss, seconds, pictures: shown.splice(0), rates, lost: link.lost - before });
  }
  stream.close();
  video.close();
  decoder.close();
  return results;
}

/** @returns When a picture is shown, its size and bytes, and its PSNR at full size in the region of the face. */
function seen({ mediaMs, nowMs }, { frame, live, loopFrame }, { decoder, leases, renderer, region }) {
  const picture = decoder.decode(frame);
  const drawn = live ? leases.raw.get(frame.data).picture : renderer.render(idlePose(loopFrame)).data;
  leases.raw.delete(frame.data);
  const { width } = renderer;
  const half = picture.length < drawn.length;
  const db = psnr(half ? doubled(picture, width / 2) : picture, drawn, region, width);
  const { keyFrame, data } = frame;
  return { nowMs, mediaMs, live, keyFrame, bytes: data.length, width: half ? width / 2 : width, db: rounded(db, 1) };
}

/** The luma of a picture at twice the size, as a player stretches it: linear between pixels. */
function doubled(luma, width) {
  const height = (luma.length * 2) / 3 / width;
  const out = new Uint8Array(4 * width * height);
  const near = (i, end) => [Math.max(0, Math.floor((i - 1) / 2)), Math.min(end - 1, Math.floor((i + 1) / 2))];
  for (let y = 0; y < 2 * height; y++) {
    const [up, down] = near(y, height);
    const [a, b] = y % 2 === 0 ? [up, down] : [down, up];
    for (let x = 0; x < 2 * width; x++) {
      const [left, right] = near(x, width);
      const [c, d] = x % 2 === 0 ? [left, right] : [right, left];
      // The nearer pixel counts three times.
      const at = (row) => luma[row * width + c] + 3 * luma[row * width + d];
      out[y * 2 * width + x] = (at(a) + 3 * at(b) + 8) >> 4;
    }
  }
  return out;
}
