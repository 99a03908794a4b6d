import type { MouthAnatomy } from '../faces/anatomy.js';
import type { Planes } from '../planes.js';
import type { MouthShape } from '../rig/face-pose.js';
import { CELL, type HeadField } from './head-field.js';
import { clamp } from './math.js';
import {
  ABOVE,
  BELOW,
  LOWER_U,
  LOWER_V,
  MOUTH_VALUES,
  PLACE_A,
  PLACE_T,
  UPPER_U,
  UPPER_V,
  type MouthField,
} from './mouth-field.js';
import { MouthInside } from './mouth-inside.js';
import { OwnTeeth } from './own-teeth.js';
import { planeJobs, texel, type PlaneJob } from './plane-jobs.js';

/** Distance of the finer nodes at which the sheets are computed, pixels. */
const STEP = CELL / 2;
/** The edge of a lip fades over this many pixels to each side. */
const SOFT = 0.7;

/** Draws the part of the mouth where both sheets and what is behind them can be seen. */
export class MouthSheets {
  readonly #anatomy: MouthAnatomy;
  readonly #portrait: Planes;
  readonly #field: MouthField;
  readonly #inside: MouthInside;
  readonly #ownTeeth: OwnTeeth | undefined;
  readonly #jobs: readonly PlaneJob[];
  readonly #top: number;
  readonly #bottom: number;
  #jaw = 0;
  /** Values of the field at the finer nodes around the cells in work. */
  #nodes = new Float32Array(0);
  /** The pixel in work: values of the field there, and what is seen, for each plane of the job. */
  readonly #pixel = new Float32Array(MOUTH_VALUES);
  readonly #mixed = new Float32Array(2);

  /** @param out The picture that is drawn into. */
  constructor(portrait: Planes, anatomy: MouthAnatomy, field: MouthField, out: Planes) {
    this.#portrait = portrait;
    this.#anatomy = anatomy;
    this.#field = field;
    this.#inside = new MouthInside(anatomy);
    this.#ownTeeth = anatomy.parted ? new OwnTeeth(portrait, anatomy) : undefined;
    this.#jobs = planeJobs(portrait, out, STEP);
    this.#top = Math.min(...anatomy.upperLip.t) - 0.2;
    this.#bottom = Math.max(...anatomy.lowerLip.t) + 0.25;
  }

  update(shape: MouthShape): void {
    this.#jaw = shape.open;
    this.#inside.update(shape);
  }

  /** @returns Whether a place of the portrait is among the lips, or may be. @param u,v Luma texels. */
  covers(u: number, v: number): boolean {
    const { x, y, ux, uy, half } = this.#anatomy.frame;
    const dx = u / 2 - x;
    const dy = v / 2 - y;
    const t = (dy * ux - dx * uy) / half;
    return Math.abs(dx * ux + dy * uy) < 1.2 * half && t > this.#top && t < this.#bottom + this.#jaw;
  }

  /** @param cells Numbers of the grid's cells to draw, row by row. */
  draw(cells: readonly number[], head: HeadField): void {
    if (cells.length === 0) return;
    const { columns } = head;
    const top = Math.floor(cells[0]! / columns);
    const bottom = Math.floor(cells.at(-1)! / columns);
    const across = cells.map((cell) => cell % columns);
    const left = Math.min(...across);
    const stride = 2 * (Math.max(...across) - left + 1) + 1;
    this.#place(head, { left, top, stride, rows: 2 * (bottom - top + 1) + 1 });
    for (const cell of cells) {
      const column = 2 * ((cell % columns) - left);
      const row = 2 * (Math.floor(cell / columns) - top);
      for (let part = 0; part < 4; part++) {
        const [right, down] = [part & 1, part >> 1];
        const node = ((row + down) * stride + column + right) * MOUTH_VALUES;
        const under = node + stride * MOUTH_VALUES;
        const sheet = this.#sheetAt(node, under);
        for (const job of this.#jobs) {
          const { size, outStride } = job;
          const at = (2 * top + row + down) * size * outStride + (2 * left + column + right) * size;
          if (sheet < 0) this.#drawLips(node, under, at, job);
          else this.#drawSheet(node + sheet, under + sheet, at, job);
        }
      }
    }
  }

  /** Computes the sheets at the finer nodes of a rectangle of cells. */
  #place(head: HeadField, area: { left: number; top: number; stride: number; rows: number }): void {
    const { left, top, stride, rows } = area;
    const size = stride * rows * MOUTH_VALUES;
    if (this.#nodes.length < size) this.#nodes = new Float32Array(size);
    const nodes = this.#nodes;
    const across = head.columns + 1;
    const [maxU, maxV] = [this.#portrait.width - 3, this.#portrait.height - 3];
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < stride; column++, at += MOUTH_VALUES) {
        const i = (top + (row >> 1)) * across + left + (column >> 1);
        const right = i + (column & 1);
        const down = i + (row & 1) * across;
        const far = down + (column & 1);
        const u = (head.u[i]! + head.u[right]! + head.u[down]! + head.u[far]!) / 4;
        const v = (head.v[i]! + head.v[right]! + head.v[down]! + head.v[far]!) / 4;
        this.#field.at(u, v, nodes, at);
        nodes[at + LOWER_U] = clamp(nodes[at + LOWER_U]!, 1, maxU);
        nodes[at + LOWER_V] = clamp(nodes[at + LOWER_V]!, 1, maxV);
        nodes[at + UPPER_U] = clamp(nodes[at + UPPER_U]!, 1, maxU);
        nodes[at + UPPER_V] = clamp(nodes[at + UPPER_V]!, 1, maxV);
      }
    }
  }

  /**
   * @param upper,lower Where the upper and the lower left node of a finer cell are among the values.
   * @returns Where the places of the one sheet that is seen there are, −1 when both are, or what is between them.
   */
  #sheetAt(upper: number, lower: number): typeof LOWER_U | typeof UPPER_U | -1 {
    if (this.#least(BELOW, upper, lower) > SOFT) return LOWER_U;
    return this.#least(ABOVE, upper, lower) > SOFT && this.#most(BELOW, upper, lower) < -SOFT ? UPPER_U : -1;
  }

  #least(value: number, upper: number, lower: number): number {
    const nodes = this.#nodes;
    const top = Math.min(nodes[upper + value]!, nodes[upper + MOUTH_VALUES + value]!);
    return Math.min(top, nodes[lower + value]!, nodes[lower + MOUTH_VALUES + value]!);
  }

  #most(value: number, upper: number, lower: number): number {
    const nodes = this.#nodes;
    const top = Math.max(nodes[upper + value]!, nodes[upper + MOUTH_VALUES + value]!);
    return Math.max(top, nodes[lower + value]!, nodes[lower + MOUTH_VALUES + value]!);
  }

  /** Draws a cell in which one sheet is seen. */
  #drawSheet(upper: number, lower: number, at: number, job: PlaneJob): void {
    const { planes, stride, scale, shift, outs, outStride, size, phase } = job;
    const nodes = this.#nodes;
    for (let row = 0; row < size; row++) {
      const f = (row + phase) / size;
      let u = nodes[upper]! + (nodes[lower]! - nodes[upper]!) * f;
      let v = nodes[upper + 1]! + (nodes[lower + 1]! - nodes[upper + 1]!) * f;
      const right = upper + MOUTH_VALUES;
      const under = lower + MOUTH_VALUES;
      const stepU = (nodes[right]! + (nodes[under]! - nodes[right]!) * f - u) / size;
      const stepV = (nodes[right + 1]! + (nodes[under + 1]! - nodes[right + 1]!) * f - v) / size;
      u += stepU * phase;
      v += stepV * phase;
      for (let column = 0; column < size; column++, u += stepU, v += stepV)
        for (let plane = 0; plane < planes.length; plane++)
          outs[plane]![at + row * outStride + column] =
            texel(planes[plane]!, stride, u * scale + shift, v * scale + shift) + 0.5;
    }
  }

  /** Draws a cell with the edge of a lip, or what is between the lips. */
  #drawLips(upper: number, lower: number, at: number, job: PlaneJob): void {
    const { size, phase, outStride, outs, planes } = job;
    const nodes = this.#nodes;
    const value = this.#pixel;
    for (let row = 0; row < size; row++) {
      const fy = (row + phase) / size;
      for (let column = 0; column < size; column++) {
        const fx = (column + phase) / size;
        for (let i = 0; i < MOUTH_VALUES; i++) {
          const left = nodes[upper + i]! + (nodes[lower + i]! - nodes[upper + i]!) * fy;
          const far = lower + MOUTH_VALUES + i;
          const near = upper + MOUTH_VALUES + i;
          const right = nodes[near]! + (nodes[far]! - nodes[near]!) * fy;
          value[i] = left + (right - left) * fx;
        }
        const out = at + row * outStride + column;
        this.#mixSheets(value, job);
        for (let plane = 0; plane < planes.length; plane++) outs[plane]![out] = this.#mixed[plane]! + 0.5;
      }
    }
  }

  /** Puts the inside, the upper sheet and the lower one over each other. */
  #mixSheets(value: Float32Array, { planes, stride, scale, shift, channel, black }: PlaneJob): void {
    const lower = clamp((value[BELOW]! / SOFT + 1) / 2, 0, 1);
    const upper = clamp((value[ABOVE]! / SOFT + 1) / 2, 0, 1);
    // Lips that touch hide what is behind them, however soft their edges are.
    const apart = clamp(-value[BELOW]! - value[ABOVE]!, 0, 1);
    const inside = (1 - upper) * apart;
    if (inside > 0 && lower < 1) this.#lookInside(value);
    for (let plane = 0; plane < planes.length; plane++) {
      let level = 0;
      if (lower < 1) {
        if (inside < 1)
          level = texel(planes[plane]!, stride, value[UPPER_U]! * scale + shift, value[UPPER_V]! * scale + shift);
        if (inside > 0) level += (black + this.#inside.colour[channel + plane]! - level) * inside;
      }
      if (lower > 0)
        level +=
          (texel(planes[plane]!, stride, value[LOWER_U]! * scale + shift, value[LOWER_V]! * scale + shift) - level) *
          lower;
      this.#mixed[plane] = level;
    }
  }

  #lookInside(value: Float32Array): void {
    const { half } = this.#anatomy.frame;
    const a = value[PLACE_A]!;
    const t = value[PLACE_T]!;
    const under = -value[ABOVE]! / half;
    this.#inside.at(a, t, under, -value[BELOW]! / half);
    this.#ownTeeth?.lay(a, t, under, this.#inside.colour);
  }
}
