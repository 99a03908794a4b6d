import { CLOSED } from '../mouth/visemes.js';
import type { FacePose } from './face-pose.js';

/** Frames of the idle loop: 12 s at 25 fps. */
export const IDLE_FRAMES = 300;
/** Frames between the keyframes of the loop, its entry points. Divides {@link IDLE_FRAMES}. */
export const IDLE_GOP = 25;

/** Frames at which the lids begin to fall: uneven, as people blink, with one double blink. */
const BLINKS = [31, 104, 113, 191, 262] as const;
/** A blink, frame by frame: fast down, slow up (120 ms and 240 ms). */
export const BLINK = [0.28, 0.78, 1, 0.92, 0.62, 0.34, 0.15, 0.05] as const;

/** The point at which the eyes rest from each frame on; the last is the first again, so the loop closes. */
const GLANCES: readonly (readonly [frame: number, x: number, y: number])[] = [
  [0, 0, 0],
  [47, 0.16, 0.05],
  [78, -0.1, 0.1],
  [106, 0.02, -0.02],
  [148, 0.42, 0.18],
  [176, 0.05, 0.02],
  [193, -0.08, 0],
  [233, -0.34, 0.1],
  [258, 0, 0],
];
/** The corners are a little higher than in the portrait. */
export const REST_SMILE = 0.38;
/** A saccade takes this many frames; the head goes a part of the way, and takes its time. */
const SACCADE_FRAMES = 2;
const HEAD_FRAMES = 18;

/**
 * Returns the pose of the face at rest.
 *
 * @param frame Any frame number; the loop repeats every {@link IDLE_FRAMES} without a seam, for every motion is a
 * harmonic of the loop or ends inside it.
 */
export function idlePose(frame: number): FacePose {
  const at = ((frame % IDLE_FRAMES) + IDLE_FRAMES) % IDLE_FRAMES;
  const wave = (cycles: number, phase: number): number => Math.sin((2 * Math.PI * cycles * at) / IDLE_FRAMES + phase);
  const breath = 0.5 - 0.5 * Math.cos((2 * Math.PI * 3 * at) / IDLE_FRAMES - 0.35 * wave(3, 0));
  const blink = blinkAt(at);
  const [gazeX, gazeY] = glanceAt(at, SACCADE_FRAMES);
  const [headX, headY] = glanceAt(at, HEAD_FRAMES);
  return {
    yaw: 2.3 * wave(1, 0.4) + 1.0 * wave(2, 1.9) + 0.3 * wave(5, 0.7) + headX * 5,
    pitch: 0.8 * wave(2, 2.6) + 0.4 * wave(3, 1.2) + headY * 3 - breath * 0.35,
    roll: 0.8 * wave(1, 2.2) + 0.3 * wave(3, 0.3),
    shiftX: 0.018 * wave(1, 1.1) + 0.005 * wave(2, 0.2),
    shiftY: 0.006 * wave(2, 0.9) - breath * 0.013,
    breath,
    brows: { raise: 0.1 * wave(1, 4.2) - blink * 0.05, inner: 0.05 * wave(2, 3.3) },
    eyes: { blink, gazeX, gazeY },
    // A mouth in silence is still: a quiver is taken for speech.
    mouth: { ...CLOSED, smile: REST_SMILE },
  };
}

function blinkAt(frame: number): number {
  for (const start of BLINKS) {
    const lid = BLINK[frame - start];
    if (lid !== undefined) return lid;
  }
  return 0;
}

/** @param frames Length of the way from one glance to the next. */
function glanceAt(frame: number, frames: number): readonly [x: number, y: number] {
  const now = GLANCES.findLastIndex(([from]) => from <= frame);
  const [from, x, y] = GLANCES[now]!;
  const [, fromX, fromY] = GLANCES[Math.max(0, now - 1)]!;
  const gone = Math.min(1, (frame - from + 1) / frames);
  const moved = gone * gone * (3 - 2 * gone);
  return [fromX + (x - fromX) * moved, fromY + (y - fromY) * moved];
}
