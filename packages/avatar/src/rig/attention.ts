import type { Attention } from '@visavis/core';
import type { FacePose } from './face-pose.js';
import { IDLE_FRAMES } from './idle.js';

/** Nods of the listening loop: uneven, and often in pairs, as people nod; the frame at which each begins, and degrees. */
const NODS: readonly (readonly [frame: number, degrees: number])[] = [
  [36, 2.6],
  [50, 1.5],
  [121, 2.1],
  [196, 2.8],
  [210, 1.7],
  [268, 1.8],
];
const NOD_FRAMES = 15;

/** Where the eyes rest while thinking, from each frame on: above and beside the viewer. */
const THOUGHTS: readonly (readonly [frame: number, x: number, y: number])[] = [
  [0, 1.7, -1.1],
  [66, 1.4, -1.3],
  [128, 1.7, -0.9],
  [214, 1.7, -1.1],
];

/** What an attention makes of the pose at rest. Each keeps its breath and its blinks, so they blend without a trace. */
export type Attending = (rest: FacePose, frame: number) => FacePose;

export const ATTENDING: Readonly<Record<Attention, Attending>> = {
  idle: (rest) => rest,
  /** The eyes stay on the viewer, the head is tilted a little, and nods. */
  listening: (rest, frame) => ({
    ...rest,
    yaw: 0.5 * rest.yaw,
    pitch: 0.5 * rest.pitch + 0.7 + nodAt(frame),
    roll: 0.4 * rest.roll + 2.4,
    shiftY: rest.shiftY + 0.01,
    brows: { ...rest.brows, raise: rest.brows.raise + 0.2 },
    eyes: { ...rest.eyes, gazeX: 0.1 * rest.eyes.gazeX, gazeY: 0.1 * rest.eyes.gazeY },
  }),
  /** The eyes look for the answer above and beside the viewer, the head goes a part of the way, and the brows draw together. */
  thinking: (rest, frame) => {
    const [gazeX, gazeY] = THOUGHTS.findLast(([from]) => from <= modulo(frame))!.slice(1) as [number, number];
    return {
      ...rest,
      yaw: 0.4 * rest.yaw + 6.4,
      pitch: 0.5 * rest.pitch - 3.8,
      roll: 0.5 * rest.roll - 1.8,
      brows: { raise: rest.brows.raise + 0.2, inner: rest.brows.inner - 0.4 },
      eyes: { ...rest.eyes, gazeX, gazeY },
      mouth: { ...rest.mouth, smile: rest.mouth.smile - 0.16, press: 0.22 },
    };
  },
};

const modulo = (frame: number): number => ((frame % IDLE_FRAMES) + IDLE_FRAMES) % IDLE_FRAMES;

function nodAt(frame: number): number {
  let nod = 0;
  for (const [start, degrees] of NODS) {
    const gone = (modulo(frame) - start) / NOD_FRAMES;
    if (gone > 0 && gone < 1) nod += degrees * (0.5 - 0.5 * Math.cos(2 * Math.PI * gone));
  }
  return nod;
}
