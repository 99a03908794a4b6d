import type { Anatomy, Area, Fade } from '../faces/anatomy.js';
import { FACE_SIZE } from '../ports.js';
import type { FacePose } from '../rig/face-pose.js';

/** Distance between the nodes of the field, pixels. */
export const CELL = 8;
/** Nodes along one side. */
export const NODES = FACE_SIZE / CELL + 1;

/** How much a risen chest widens per pixel of distance from the middle. */
const BREATH_WIDENS = 0.0016;

/** How far a part of the face at `(x, y)` follows a motion, 1 for all the way. */
type Share = (x: number, y: number) => number;

/**
 * Motion of every part of the portrait on a grid: how far its pixels are moved by a pose. Between the nodes it is
 * interpolated. The head is treated as a rounded body, so a turn moves the nose further than the ears.
 */
export class MotionField {
  /** Displacement of each node, row by row. */
  readonly x = new Float32Array(NODES * NODES);
  readonly y = new Float32Array(NODES * NODES);
  readonly #anatomy: Anatomy;
  /** Per node: share in the head's motion, depth × that share, jaw, brows, chest. Never changes. */
  readonly #head: Float32Array;
  readonly #depth: Float32Array;
  readonly #jaw: Float32Array;
  readonly #brow: Float32Array;
  readonly #chest: Float32Array;

  constructor(anatomy: Anatomy) {
    const head = headShare(anatomy);
    const depth = depthOf(anatomy);
    this.#anatomy = anatomy;
    this.#head = atNodes(head);
    this.#depth = atNodes((x, y) => head(x, y) * depth(x, y));
    this.#jaw = atNodes(areaShare(anatomy, anatomy.jaw));
    this.#brow = atNodes(areaShare(anatomy, anatomy.brows));
    this.#chest = atNodes(chestShare(anatomy));
  }

  update(pose: FacePose): void {
    const { middleX, pivotY, jaw, brows } = this.#anatomy;
    const drop = pose.mouth.open * jaw.drop;
    const rise = pose.brow * brows.rise;
    for (let row = 0, i = 0; row < NODES; row++) {
      for (let column = 0; column < NODES; column++, i++) {
        const head = this.#head[i]!;
        const deep = this.#depth[i]!;
        const chest = this.#chest[i]! * pose.breath;
        const [px, py] = [column * CELL - middleX, row * CELL - pivotY];
        this.x[i] = head * (pose.shiftX - pose.roll * py) + deep * pose.yaw + chest * px * BREATH_WIDENS;
        this.y[i] =
          head * (pose.shiftY + pose.roll * px) +
          deep * pose.pitch +
          this.#jaw[i]! * drop -
          this.#brow[i]! * rise -
          chest;
      }
    }
  }
}

function atNodes(share: Share): Float32Array {
  return Float32Array.from({ length: NODES * NODES }, (_, i) =>
    share((i % NODES) * CELL, Math.floor(i / NODES) * CELL),
  );
}

/** 0 at or before `from`, 1 at or after `to`, smooth between (Hermite). */
function smooth(x: number, [from, to]: Fade): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** 1 on head and hair, fading out over the background around them and down the neck. */
function headShare({ middleX, head }: Anatomy): Share {
  return (x, y) => {
    const across = Math.abs(x - middleX) / head.radiusX;
    const along = Math.abs(y - head.y) / head.radiusY;
    // Squarer than an ellipse, as a head with its hair is.
    const outside = (across ** 4 + along ** 4) ** 0.25;
    return (1 - smooth(outside, head.edge)) * (1 - smooth(y, head.neck));
  };
}

/** 1 at the tip of the face, 0 at its outline, below 0 for the hair behind. */
function depthOf({ middleX, front, nose }: Anatomy): Share {
  return (x, y) => {
    const round = 1 - ((x - middleX) / front.radiusX) ** 2 - ((y - front.y) / front.radiusY) ** 2;
    const tip = Math.exp(-(((x - middleX) / nose.radiusX) ** 2) - ((y - nose.y) / nose.radiusY) ** 2);
    return Math.max(-0.35, 0.85 * round) + 0.3 * tip;
  };
}

function areaShare({ middleX }: Anatomy, { top, bottom, sides }: Area): Share {
  return (x, y) => smooth(y, top) * (1 - smooth(y, bottom)) * (1 - smooth(Math.abs(x - middleX), sides));
}

function chestShare({ middleX, chest }: Anatomy): Share {
  return (x, y) => smooth(y, chest.top) * (1 - 0.35 * smooth(Math.abs(x - middleX), chest.sides));
}
