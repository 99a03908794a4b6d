// The change from the idle loop to live pictures and back, as a viewer decodes it: the real face, encoders and decoders,
// without threads and network.
import { AT_REST } from '@visavis/core';
import { createVideoEncoder } from '@visavis/codecs';
import { VideoDecoder } from '@visavis/codecs/testing';
import { FaceVideo } from '../../packages/avatar/dist/studio/face-video.js';
import { LiveFace } from '../../packages/avatar/dist/studio/live-face.js';
import { idlePose } from '../../packages/avatar/dist/rig/idle.js';

const RATE_PER_MS = 48;
const IRIS = { id: 'iris' };
export const FRAME_MS = 40;
/** Silent pictures before speech comes, and how long after that it sounds. */
const SILENT_FRAMES = 12;
const PLAYOUT_MS = 57;
/** When speech sounds, from the first picture that `playThrough` returns. */
export const SPEECH_FROM_MS = SILENT_FRAMES * FRAME_MS + PLAYOUT_MS;

/** @returns Bounds of the face in the picture, pixels. */
export function faceRegion({ x, y, halfWidth, halfHeight }, { width, height }) {
  const within = (value, end) => Math.round(Math.min(end, Math.max(0, value)));
  return {
    left: within(x - halfWidth, width),
    right: within(x + halfWidth, width),
    top: within(y - halfHeight, height),
    bottom: within(y + halfHeight, height),
  };
}

/** Peak signal-to-noise ratio of the luma inside a region, dB. */
export function psnr(a, b, { left, right, top, bottom }, width) {
  let sum = 0;
  for (let y = top; y < bottom; y++)
    for (let at = y * width + left; at < y * width + right; at++) sum += (a[at] - b[at]) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / ((right - left) * (bottom - top)) || 1e-3));
}

/** The playout of one stretch of speech, in pictures: silent before `fromFrame`. */
class ScriptedPlayout {
  frame = 0;

  constructor(segments, fromFrame) {
    let atMs = fromFrame * FRAME_MS + PLAYOUT_MS;
    this.placed = segments.map((segment) => {
      const startMs = atMs;
      atMs += segment.samples.length / RATE_PER_MS;
      return { segment, startMs, endMs: atMs };
    });
    this.fromMs = fromFrame * FRAME_MS;
    this.endMs = atMs;
  }

  get nowMs() {
    return this.frame * FRAME_MS;
  }

  get busy() {
    return this.nowMs >= this.fromMs && this.nowMs < this.endMs;
  }

  at(aheadMs) {
    const ms = this.nowMs + aheadMs;
    const found = this.placed.find(({ startMs, endMs }) => ms >= startMs && ms < endMs);
    return found && { segment: found.segment, offsetMs: ms - found.startMs };
  }
}

/** What a face that rests before its own background sees of a playout. */
export const viewOf = (playout) => ({
  background: 'own',
  motion: AT_REST,
  at: (aheadMs) => playout.at(aheadMs),
  get busy() {
    return playout.busy;
  },
});

/** Leases without a thread. Each picture is ready at the next frame; it is kept before compression, with its pose. */
export class DirectLeases {
  raw = new Map();
  encodeMs = [];

  constructor(renderer, create = createVideoEncoder) {
    this.renderer = renderer;
    this.create = create;
  }

  room = true;

  open(options) {
    let shown;
    const create = (settings) => {
      const encoder = this.create(settings);
      const encode = (frame, force) => {
        const beganMs = cpuMs();
        const encoded = encoder.encode(frame, force);
        this.encodeMs.push(cpuMs() - beganMs);
        return encoded;
      };
      return { encode, setBitrate: (bps) => encoder.setBitrate(bps), close: () => encoder.close() };
    };
    // The pictures before compression, at full size also where smaller ones are compressed.
    const { width, height, frameBytes } = this.renderer;
    const render = (pose, data) => {
      const drawn = this.renderer.render(pose, data);
      shown = { picture: drawn.data.slice(), pose };
      return drawn;
    };
    const face = new LiveFace({ width, height, frameBytes, render }, create, options);
    const numbers = new Map();
    const announce = ({ segment, offsetMs }) => {
      if (!numbers.has(segment)) {
        numbers.set(segment, numbers.size + 1);
        const { samples, phones = [] } = segment;
        face.addSegment({ segment: numbers.get(segment), samples, sampleRateHz: 48_000, phones });
      }
      return { segment: numbers.get(segment), offsetMs };
    };
    return {
      draw: async ({ speech, ...frame }) => {
        const drawn = await face.draw({ ...frame, speech: speech.map(announce) });
        this.raw.set(drawn.data, shown);
        return drawn;
      },
      setBitrate: (bps) => face.setBitrate(bps),
      close: () => face.close(),
    };
  }
}

export function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Plays a viewer's video from `startFrame` of the loop: half a second of silence, speech, the way back and a second more.
 *
 * @returns One entry per frame: whether it is live, its bytes, and its PSNR in the region against what was drawn.
 */
export async function playThrough({
  pack,
  renderer,
  region,
  codec,
  bitrateBps,
  startFrame,
  segments,
  onPicture,
  create,
}) {
  const leases = new DirectLeases(renderer, create);
  const playout = new ScriptedPlayout(segments, startFrame + SILENT_FRAMES);
  const video = new FaceVideo(viewOf(playout), {
    face: () => IRIS,
    loop: () => pack,
    leases,
    onLate: () => undefined,
    onClosed: () => undefined,
  });
  const decoder = new VideoDecoder(codec);
  const loopFrameOf = new Map(pack.idle[codec].flatMap(({ frames }) => frames.map((frame, i) => [frame?.data, i])));
  const frames = [];
  try {
    video.start(codec);
    video.setBitrate(bitrateBps);
    const endFrame = Math.ceil(playout.endMs / FRAME_MS) + 75;
    for (playout.frame = 0; playout.frame < endFrame; playout.frame++) {
      const encoded = video.nextFrame();
      video.lookAhead();
      await new Promise((resolve) => setImmediate(resolve));
      // At a low bitrate a picture is shown for two frames.
      if (!encoded) continue;
      const seen = decoder.decode(encoded);
      if (playout.frame < startFrame) continue;
      const loopFrame = loopFrameOf.get(encoded.data);
      const live = loopFrame === undefined;
      const pose = live ? leases.raw.get(encoded.data).pose : idlePose(loopFrame);
      const drawn = live ? leases.raw.get(encoded.data).picture : renderer.render(pose).data;
      const db = psnr(seen, drawn, region, renderer.width);
      onPicture?.({ at: frames.length, live, seen, drawn, pose });
      frames.push({ live, bytes: encoded.data.length, keyFrame: encoded.keyFrame, db });
    }
  } finally {
    video.close();
    decoder.close();
  }
  return { frames, encodeMs: leases.encodeMs };
}
