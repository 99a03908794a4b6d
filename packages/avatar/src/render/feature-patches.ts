import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { paintEyes } from '../art/eyes.js';
import { paintMouth } from '../art/mouth.js';
import type { Context } from '../art/paint.js';
import { ART_SCALE } from '../art/portrait.js';
import type { EyePose, MouthShape } from '../rig/face-pose.js';
import { planesFromRgba, type Planes } from './planes.js';

export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the features are, 512 to a side, with room for their shadows. */
export const EYES_REGION: Region = { x: 184, y: 188, width: 144, height: 52 };
export const MOUTH_REGION: Region = { x: 208, y: 262, width: 96, height: 66 };

/** Weights are rounded to this many steps: finer than a tenth of a pixel for most, so steps are not seen. */
const STEPS = 32;
/** Patches kept of each feature; the least recently used goes. About 14 MB for the mouth. */
const CAPACITY = 768;

/** Eyes and mouth painted over the portrait and converted, remembered by rounded pose. */
export class FeaturePatches {
  readonly #eyes: PatchCache<EyePose>;
  readonly #mouth: PatchCache<MouthShape>;

  constructor(portrait: Canvas) {
    this.#eyes = new PatchCache(portrait, EYES_REGION, paintEyes);
    this.#mouth = new PatchCache(portrait, MOUTH_REGION, paintMouth);
  }

  eyes(pose: EyePose): Planes {
    return this.#eyes.get(pose);
  }

  mouth(shape: MouthShape): Planes {
    return this.#mouth.get(shape);
  }
}

class PatchCache<T extends object> {
  readonly #patches = new Map<string, Planes>();
  readonly #canvas: Canvas;

  constructor(
    private readonly portrait: Canvas,
    private readonly region: Region,
    private readonly paint: (ctx: Context, pose: T) => void,
  ) {
    this.#canvas = createCanvas(region.width * ART_SCALE, region.height * ART_SCALE);
  }

  get(pose: T): Planes {
    const rounded = Object.entries(pose).map(
      ([name, weight]) => [name, Math.round((weight as number) * STEPS)] as const,
    );
    const key = rounded.map(([, step]) => step).join();
    const known = this.#patches.get(key);
    if (known) {
      this.#patches.delete(key);
      this.#patches.set(key, known);
      return known;
    }
    const patch = this.#painted(Object.fromEntries(rounded.map(([name, step]) => [name, step / STEPS])) as T);
    this.#patches.set(key, patch);
    if (this.#patches.size > CAPACITY) this.#patches.delete(this.#patches.keys().next().value!);
    return patch;
  }

  #painted(pose: T): Planes {
    const { width, height } = this.#canvas;
    const ctx = this.#canvas.getContext('2d');
    ctx.save();
    ctx.drawImage(this.portrait, -this.region.x * ART_SCALE, -this.region.y * ART_SCALE);
    ctx.scale(ART_SCALE, ART_SCALE);
    ctx.translate(-this.region.x, -this.region.y);
    this.paint(ctx, pose);
    ctx.restore();
    return planesFromRgba(ctx.getImageData(0, 0, width, height).data, width, height);
  }
}
