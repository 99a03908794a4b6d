import { setImmediate } from 'node:timers/promises';
import type {
  CreateVideoEncoder,
  EncodedVideoFrame,
  VideoCodec,
  VideoEncoder,
  VideoEncoderOptions,
} from '@visavis/media';
import type { Face } from '../faces/face.js';
import { FACE_FRAMES_PER_SECOND, type FacePack, type IdleRung } from '../ports.js';
import { FaceRenderer } from '../render/face-renderer.js';
import { IDLE_FRAMES, IDLE_GOP, idlePose } from '../rig/idle.js';
import { IDLE_BITRATES_BPS, IDLE_CODECS } from './idle-encoding.js';

interface OpenRung {
  readonly codec: VideoCodec;
  readonly bitrateBps: number;
  readonly encoder: VideoEncoder;
  readonly frames: EncodedVideoFrame[];
}

/**
 * Draws the idle loop once and compresses it at every rung. CPU-bound for seconds: run it in a worker thread.
 *
 * @param onProgress Called about once a second of the loop with the share done, 0…1.
 */
export async function buildPack(
  face: Face,
  key: string,
  createVideoEncoder: CreateVideoEncoder,
  onProgress: (done: number) => void,
): Promise<FacePack> {
  const renderer = new FaceRenderer(face);
  const rungs: OpenRung[] = [];
  try {
    for (const codec of IDLE_CODECS)
      for (const bitrateBps of IDLE_BITRATES_BPS) {
        const encoder = createVideoEncoder(settingsOf(renderer, codec, bitrateBps));
        rungs.push({ codec, bitrateBps, encoder, frames: [] });
      }
    await encodeLoop(renderer, rungs, onProgress);
  } finally {
    for (const { encoder } of rungs) encoder.close();
  }
  return { key, idle: byCodec(rungs) };
}

async function encodeLoop(
  renderer: FaceRenderer,
  rungs: OpenRung[],
  onProgress: (done: number) => void,
): Promise<void> {
  const data = new Uint8Array(renderer.frameBytes);
  for (let frame = 0; frame < IDLE_FRAMES; frame++) {
    const picture = renderer.render(idlePose(frame), data);
    const keyFrame = frame % IDLE_GOP === 0;
    for (const { encoder, frames } of rungs) {
      const encoded = await encoder.encode(picture, keyFrame);
      if (keyFrame && !encoded.keyFrame) throw new Error('the encoder refused a keyframe');
      frames.push({ data: encoded.data.slice(), keyFrame: encoded.keyFrame });
    }
    if (!keyFrame) continue;
    onProgress(frame / IDLE_FRAMES);
    await setImmediate(); // The thread may be asked to leave.
  }
}

function settingsOf({ width, height }: FaceRenderer, codec: VideoCodec, bitrateBps: number): VideoEncoderOptions {
  return { codec, width, height, framesPerSecond: FACE_FRAMES_PER_SECOND, bitrateBps };
}

function byCodec(rungs: readonly OpenRung[]): Record<VideoCodec, IdleRung[]> {
  const of = (codec: VideoCodec): IdleRung[] =>
    rungs.filter((rung) => rung.codec === codec).map(({ bitrateBps, frames }) => ({ bitrateBps, frames }));
  return { vp8: of('vp8'), h264: of('h264') };
}
