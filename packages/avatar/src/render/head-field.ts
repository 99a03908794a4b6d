import type { Anatomy } from '../faces/anatomy.js';
import type { FacePose } from '../rig/face-pose.js';
import { bell, clamp, mix, smooth } from './math.js';

/** Distance of the nodes of the motion, pixels. */
export const CELL = 8;
const RADIANS = Math.PI / 180;
/** How far the parts move at 1, in half widths of the face. */
const BROW_RISE = 0.085;
const BROW_KNIT = 0.13;
const CHEEK_RISE = 0.06;
const CHEST_RISE = 0.021;
/** How much wider the chest grows on a breath. */
const CHEST_WIDENS = 0.0026;
/** Smile of the face in the portrait. */
const REST_SMILE = 0.2;
/** Each carries depth on by about a third of a cell. */
const RELAXING_PASSES = 60;

/**
 * Where the pixels of a picture come from, on a grid of {@link CELL} pixels: turns, nods and tilts the head as a body with
 * depth, lifts brows and cheeks, and breathes.
 */
export class HeadField {
  readonly columns: number;
  readonly rows: number;
  /** Place in the portrait that is seen at each node, luma texels, row by row. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  readonly #anatomy: Anatomy;
  /** Per node: share in the head's motion, depth × that share, and shares in the motion of the other parts. */
  readonly #head: Float32Array;
  readonly #deep: Float32Array;
  readonly #brow: Float32Array;
  readonly #inner: Float32Array;
  readonly #knit: Float32Array;
  readonly #cheek: Float32Array;
  readonly #chest: Float32Array;

  /** @param width,height Of the picture; pixels, multiples of {@link CELL}. */
  constructor(anatomy: Anatomy, width: number, height: number) {
    this.#anatomy = anatomy;
    this.columns = width / CELL;
    this.rows = height / CELL;
    const { share } = anatomy.head;
    const depth = relaxed(anatomy, this.columns + 1);
    const nodes = (this.columns + 1) * (this.rows + 1);
    if (share.length !== nodes || depth.length !== nodes)
      throw new Error(`A head of ${depth.length} nodes does not fit a picture of ${width} × ${height}`);
    this.u = new Float32Array(nodes);
    this.v = new Float32Array(nodes);
    this.#head = Float32Array.from(share, (value) => value / 255);
    this.#deep = Float32Array.from(depth, (value, i) => value * this.#head[i]!);
    this.#brow = this.#atNodes(browShare(anatomy));
    this.#inner = this.#atNodes(innerBrowShare(anatomy));
    this.#knit = this.#atNodes(knitShare(anatomy));
    this.#cheek = this.#atNodes(cheekShare(anatomy));
    this.#chest = this.#atNodes(chestShare(anatomy));
  }

  update(pose: FacePose): void {
    const { x: middleX, browY, eyeY, halfWidth, pivot } = this.#anatomy.head;
    const [yaw, pitch, roll] = [pose.yaw * RADIANS, pose.pitch * RADIANS, pose.roll * RADIANS];
    const [sinYaw, sinPitch, sinRoll] = [Math.sin(yaw), Math.sin(pitch), Math.sin(roll)];
    const [lessX, lessY, less] = [Math.cos(yaw) - 1, Math.cos(pitch) - 1, Math.cos(roll) - 1];
    const [shiftX, shiftY] = [pose.shiftX * halfWidth, pose.shiftY * halfWidth];
    // A brow close above its eye has little skin to take along.
    const browRise = Math.min(BROW_RISE * halfWidth, 0.28 * (eyeY - browY));
    const raise = pose.brows.raise * browRise;
    const inner = pose.brows.inner * browRise;
    // Inner ends that are lowered come together.
    const knit = Math.max(0, -pose.brows.inner) * BROW_KNIT * halfWidth;
    const cheek = (pose.mouth.smile - REST_SMILE) * CHEEK_RISE * halfWidth;
    const chest = pose.breath * CHEST_RISE * halfWidth;
    const widens = pose.breath * CHEST_WIDENS;
    for (let row = 0, i = 0; row <= this.rows; row++) {
      const y = row * CELL;
      const py = y - pivot.y;
      for (let column = 0; column <= this.columns; column++, i++) {
        const x = column * CELL;
        const px = x - pivot.x;
        const head = this.#head[i]!;
        const deep = this.#deep[i]!;
        const breath = this.#chest[i]!;
        const dx =
          head * (shiftX - sinRoll * py + less * px + lessX * (x - middleX)) + deep * sinYaw + this.#knit[i]! * knit;
        const dy = head * (shiftY + sinRoll * px + less * py + lessY * (y - eyeY)) + deep * sinPitch;
        const lift = this.#brow[i]! * raise + this.#inner[i]! * inner + this.#cheek[i]! * cheek + breath * chest;
        // Half a texel on: a pixel at rest is the mean of the four texels that it covers.
        this.u[i] = 2 * (x - dx - breath * widens * px) + 0.5;
        this.v[i] = 2 * (y - dy + lift) + 0.5;
      }
    }
  }

  #atNodes(share: Share): Float32Array {
    const across = this.columns + 1;
    return Float32Array.from(this.u, (_, i) => share((i % across) * CELL, Math.floor(i / across) * CELL));
  }
}

/**
 * Depth, falling off slowly outside the face: what is known there is a guess, and hair that changes its depth quickly is
 * sheared to waves by a turn.
 */
function relaxed({ head }: Anatomy, across: number): Float32Array {
  const depth = Float32Array.from(head.depth);
  const free = depth.map((_, i) => {
    const x = ((i % across) * CELL - head.x) / head.halfWidth;
    const y = (Math.floor(i / across) * CELL - head.y) / head.halfHeight;
    return smooth(Math.hypot(x, y), 0.72, 1.12);
  });
  for (let pass = 0; pass < RELAXING_PASSES; pass++) {
    const before = depth.slice();
    for (let i = across + 1; i < depth.length - across - 1; i++) {
      const column = i % across;
      if (column === 0 || column === across - 1) continue;
      const mean = (before[i - 1]! + before[i + 1]! + before[i - across]! + before[i + across]!) / 4;
      depth[i] = mix(before[i]!, mean, free[i]!);
    }
  }
  return depth;
}

/** How far the part at a place of the picture follows a motion, 1 for all the way. */
type Share = (x: number, y: number) => number;

/** From the hairline to the crease of the lid. */
function browShare({ head }: Anatomy): Share {
  const { x: middle, y: middleY, halfWidth, halfHeight, browY, eyeY } = head;
  return (x, y) =>
    smooth(y, middleY - halfHeight, browY) *
    (1 - smooth(y, browY + 0.34 * (eyeY - browY), browY + 0.84 * (eyeY - browY))) *
    (1 - smooth(Math.abs(x - middle), 0.72 * halfWidth, halfWidth));
}

function innerBrowShare(anatomy: Anatomy): Share {
  const brow = browShare(anatomy);
  const { x: middle, halfWidth } = anatomy.head;
  return (x, y) => brow(x, y) * bell(Math.abs(x - middle) - 0.2 * halfWidth, 0.24 * halfWidth);
}

/** The same towards the middle of the face, which stays. */
function knitShare(anatomy: Anatomy): Share {
  const inner = innerBrowShare(anatomy);
  const { x: middle, halfWidth } = anatomy.head;
  return (x, y) => inner(x, y) * clamp((middle - x) / (0.16 * halfWidth), -1, 1);
}

/** The cheeks, between eyes and corners of the mouth. */
function cheekShare({ head, eyes, mouth }: Anatomy): Share {
  const y0 = head.eyeY + 0.56 * (mouth.frame.y - head.eyeY);
  return (x, y) => {
    const near = Math.max(...eyes.map(({ frame }) => bell(x - frame.x, 0.32 * head.halfWidth)));
    return near * bell(y - y0, 0.26 * head.halfWidth);
  };
}

function chestShare({ head: { chinY, halfHeight } }: Anatomy): Share {
  return (_, y) => smooth(y, chinY + 0.1 * halfHeight, chinY + halfHeight);
}
