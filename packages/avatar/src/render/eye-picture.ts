import type { Frame } from '../faces/anatomy.js';
import type { Planes } from '../planes.js';
import { clamp } from './math.js';
import { texel, type PlaneJob } from './plane-jobs.js';

/** A portrait, read at places in the frame of one of its eyes. */
export class EyePicture {
  readonly #frame: Frame;
  readonly #lastU: number;
  readonly #lastV: number;

  constructor({ width, height }: Planes, frame: Frame) {
    this.#frame = frame;
    this.#lastU = width - 3;
    this.#lastV = height - 3;
  }

  /** @param plane Number of the plane in the job. @returns Its level, 0…255. */
  read(a: number, t: number, plane: number, { planes, stride, scale, shift }: PlaneJob): number {
    const { x, y, ux, uy, half } = this.#frame;
    const u = clamp(2 * (x + (a * ux - t * uy) * half), 1, this.#lastU);
    const v = clamp(2 * (y + (a * uy + t * ux) * half), 1, this.#lastV);
    return texel(planes[plane]!, stride, u * scale + shift, v * scale + shift);
  }
}
