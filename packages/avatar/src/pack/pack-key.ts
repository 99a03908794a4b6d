import { createHash } from 'node:crypto';
import type { VideoEncoderModule } from '@visavis/media';
import type { Face } from '../faces/face.js';
import type { Planes } from '../planes.js';
import { FACE_FRAMES_PER_SECOND, FACE_SIZE } from '../ports.js';
import { FeaturePatches } from '../render/feature-patches.js';
import { IDLE_FRAMES, IDLE_GOP, idlePose } from '../rig/idle.js';
import { IDLE_BITRATES_BPS, IDLE_CODECS, IDLE_KEYFRAME_BYTES } from './idle-encoding.js';

/** Is raised with every change to how faces are drawn or move at rest, so that packs are rebuilt. */
const RIG_VERSION = 3;

/**
 * Names a pack by all that shapes it: the content of the face, independent of its id, and the settings of the pack. The
 * face's speech is not part of it, as no picture of the pack speaks.
 */
export function packKey(face: Face, encoders: VideoEncoderModule): string {
  const settings = {
    rig: RIG_VERSION,
    size: FACE_SIZE,
    fps: FACE_FRAMES_PER_SECOND,
    frames: IDLE_FRAMES,
    gop: IDLE_GOP,
    bitrates: IDLE_BITRATES_BPS,
    keyFrames: IDLE_KEYFRAME_BYTES,
    codecs: IDLE_CODECS,
    encoders: encoders.id,
    anatomy: face.anatomy,
    eyes: face.eyes.region,
    mouth: face.mouth.region,
  };
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const { y, u, v } of pixelsAtRest(face)) hash.update(y).update(u).update(v);
  return hash.digest('hex').slice(0, 16);
}

/** Yields the portrait, and every patch that the idle loop puts on it, once. */
function* pixelsAtRest(face: Face): Iterable<Planes> {
  yield face.portrait;
  const patches = new FeaturePatches(face);
  const shown = new Set<Planes>();
  for (let frame = 0; frame < IDLE_FRAMES; frame++) {
    const { eyes, mouth } = idlePose(frame);
    shown.add(patches.eyes(eyes)).add(patches.mouth(mouth));
  }
  yield* shown;
}
