import { setImmediate } from 'node:timers/promises';
import type { Motion } from '@visavis/core';
import type { CreateVideoEncoder, EncodedVideoFrame, VideoCodec } from '@visavis/media';
import type { Face } from '../faces/face.js';
import { FittingEncoder, isDue } from '../fitting-encoder.js';
import type { FacePack, IdleRung } from '../ports.js';
import { FaceRenderer } from '../render/face-renderer.js';
import { IDLE_FRAMES, IDLE_GOP } from '../rig/idle.js';
import { loopPose } from '../rig/loop-pose.js';
import { IDLE_CODECS, idleBitrates, keyFrameSpacing } from './idle-encoding.js';

interface OpenRung {
  readonly codec: VideoCodec;
  readonly bitrateBps: number;
  readonly encoder: FittingEncoder;
  readonly frames: (EncodedVideoFrame | undefined)[];
}

/**
 * Draws the loop of a motion once and compresses it at every rung. CPU-bound for seconds: run it in a worker thread.
 *
 * @param onProgress Called about once a second of the loop with the share done, 0…1.
 */
export async function buildPack(
  { face, motion, key }: { face: Face; motion: Motion; key: string },
  createVideoEncoder: CreateVideoEncoder,
  onProgress: (done: number) => void,
): Promise<FacePack> {
  const renderer = new FaceRenderer(face);
  const rungs: OpenRung[] = [];
  try {
    for (const codec of IDLE_CODECS)
      for (const bitrateBps of idleBitrates(renderer)) {
        const encoder = new FittingEncoder(createVideoEncoder, codec, renderer, bitrateBps);
        rungs.push({ codec, bitrateBps, encoder, frames: [] });
      }
    await encodeLoop({ renderer, motion }, rungs, onProgress);
  } finally {
    for (const { encoder } of rungs) encoder.close();
  }
  return { key, idle: byCodec(rungs) };
}

async function encodeLoop(
  { renderer, motion }: { renderer: FaceRenderer; motion: Motion },
  rungs: OpenRung[],
  onProgress: (done: number) => void,
): Promise<void> {
  const data = new Uint8Array(renderer.frameBytes);
  for (let frame = 0; frame < IDLE_FRAMES; frame++) {
    const picture = renderer.render(loopPose(motion, frame), data);
    for (const { encoder, bitrateBps, frames } of rungs) {
      if (!isDue(frame, encoder.every)) {
        frames.push(undefined);
        continue;
      }
      const keyFrame = frame % keyFrameSpacing(bitrateBps) === 0;
      const encoded = await encoder.encode(picture, keyFrame);
      if (keyFrame && !encoded.keyFrame) throw new Error('the encoder refused a keyframe');
      frames.push({ data: encoded.data.slice(), keyFrame: encoded.keyFrame });
    }
    if (frame % IDLE_GOP !== 0) continue;
    onProgress(frame / IDLE_FRAMES);
    await setImmediate(); // The thread may be asked to leave.
  }
}

function byCodec(rungs: readonly OpenRung[]): Record<VideoCodec, IdleRung[]> {
  const of = (codec: VideoCodec): IdleRung[] =>
    rungs.filter((rung) => rung.codec === codec).map(({ bitrateBps, frames }) => ({ bitrateBps, frames }));
  return { vp8: of('vp8'), h264: of('h264') };
}
