import { FACE_SIZE } from '../ports.js';
import type { FacePose } from '../rig/face-pose.js';

/** Distance between the nodes of the field, pixels. */
export const CELL = 8;
/** Nodes along one side. */
export const NODES = FACE_SIZE / CELL + 1;

/** How far a full jaw lowers the chin, and full brows rise. */
const JAW_DROP = 13;
const BROW_RISE = 5;
/** Where the head tilts about. */
const PIVOT_X = 256;
const PIVOT_Y = 352;

/**
 * Motion of every part of the portrait on a grid: how far its pixels are moved by a pose. Between the nodes it is
 * interpolated. The head is treated as a rounded body, so a turn moves the nose further than the ears.
 */
export class MotionField {
  /** Displacement of each node, row by row. */
  readonly x = new Float32Array(NODES * NODES);
  readonly y = new Float32Array(NODES * NODES);
  /** Per node: share in the head's motion, depth × that share, jaw, brows, shoulders. Never changes. */
  readonly #head = this.#map((x, y) => headShare(x, y));
  readonly #depth = this.#map((x, y) => headShare(x, y) * depth(x, y));
  readonly #jaw = this.#map(jawShare);
  readonly #brow = this.#map(browShare);
  readonly #chest = this.#map((x, y) => smooth(y, 335, 440) * (1 - 0.35 * smooth(Math.abs(x - 256), 120, 240)));

  /** @param jaw 0…1, how far the jaw has dropped. */
  update(pose: FacePose): void {
    const jaw = pose.mouth.open * JAW_DROP;
    const brow = pose.brow * BROW_RISE;
    for (let row = 0, i = 0; row < NODES; row++) {
      for (let column = 0; column < NODES; column++, i++) {
        const head = this.#head[i]!;
        const deep = this.#depth[i]!;
        const chest = this.#chest[i]! * pose.breath;
        const [px, py] = [column * CELL - PIVOT_X, row * CELL - PIVOT_Y];
        this.x[i] = head * (pose.shiftX - pose.roll * py) + deep * pose.yaw + chest * px * 0.0016;
        this.y[i] =
          head * (pose.shiftY + pose.roll * px) +
          deep * pose.pitch +
          this.#jaw[i]! * jaw -
          this.#brow[i]! * brow -
          chest;
      }
    }
  }

  #map(share: (x: number, y: number) => number): Float32Array {
    return Float32Array.from({ length: NODES * NODES }, (_, i) =>
      share((i % NODES) * CELL, Math.floor(i / NODES) * CELL),
    );
  }
}

/** 0 at or before `from`, 1 at or after `to`, smooth between (Hermite). */
function smooth(x: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** 1 on head and hair, fading out over the blurred wall around them and down the neck. */
function headShare(x: number, y: number): number {
  const across = Math.abs(x - 256) / 140;
  const along = Math.abs(y - 205) / 160;
  const outside = (across ** 4 + along ** 4) ** 0.25;
  return (1 - smooth(outside, 1.02, 1.45)) * (1 - smooth(y, 342, 408));
}

/** 1 at the tip of the face, 0 at its outline, below 0 for the hair behind. */
function depth(x: number, y: number): number {
  const round = 1 - ((x - 256) / 96) ** 2 - ((y - 220) / 128) ** 2;
  const nose = 0.3 * Math.exp(-(((x - 256) / 17) ** 2) - ((y - 252) / 20) ** 2);
  return Math.max(-0.35, 0.85 * round) + nose;
}

function jawShare(x: number, y: number): number {
  return smooth(y, 288, 320) * (1 - smooth(y, 326, 385)) * (1 - smooth(Math.abs(x - 256), 34, 84));
}

function browShare(x: number, y: number): number {
  return smooth(y, 120, 186) * (1 - smooth(y, 194, 210)) * (1 - smooth(Math.abs(x - 256), 56, 84));
}
