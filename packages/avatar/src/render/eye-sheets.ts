import type { EyeAnatomy } from '../faces/anatomy.js';
import type { Planes } from '../planes.js';
import { colourOf, type Colour } from './colour.js';
import { EYE_REACH, EyeColumns } from './eye-columns.js';
import { CELL, type HeadField } from './head-field.js';
import { bell, clamp, mix, smooth } from './math.js';
import { planeJobs, texel, type PlaneJob } from './plane-jobs.js';

/** An eye in its head: what the lids do, and where the ball is turned, to the right and downwards, 1 about as far as in a glance. */
export interface EyeState {
  /** 0 as in the portrait … 1; below 0 wider open. */
  readonly shut: number;
  readonly right: number;
  readonly down: number;
  /** How far the lower lid is raised by a smile, 0…1. */
  readonly squint: number;
}

/** How far the iris moves at 1, in half eyes. */
const REACH_RIGHT = 0.17;
const REACH_DOWN = 0.1;
/** The iris with its rim, in radii of it, and the least width of the white that gives way to it, in half eyes. */
const RIM = 1.06;
const LEAST_WHITE = 0.2;
/** Height of the band of lashes that goes with the margin of the lid. */
const LASHES = 0.075;
/** How far below its margin the lower lid moves, in half eyes. */
const LOWER_LID = 0.5;
/** Height of what is stretched under a raised lid, and of the white that is seen lowest. */
const RAISED_WITH_LID = 0.35;
const UNDER_IRIS = 0.04;
/** The edge of a lid fades over this many pixels to each side. */
const SOFT = 0.5;

/** Draws one eye: the ball, which turns, under an upper lid that comes down over it, and a lower one that rises a little. */
export class EyeSheets {
  readonly #anatomy: EyeAnatomy;
  readonly #columns: EyeColumns;
  readonly #lash: Colour;
  readonly #jobs: readonly PlaneJob[];
  readonly #portrait: Planes;
  readonly #top: number;
  readonly #lidTop: number;
  readonly #bottom: number;
  /** Where the margins of both lids are in each column, and how far they have moved. */
  readonly #lids: Float32Array;
  readonly #lows: Float32Array;
  readonly #falls: Float32Array;
  readonly #rises: Float32Array;
  /** Half the width of a lid's soft edge. */
  readonly #soft: number;
  /** What is seen of the ball at the pixel in work: its place, and how much of its light. */
  readonly #seen = { a: 0, t: 0, shade: 1 };
  #state: EyeState = { shut: 0, right: 0, down: 0, squint: 0 };

  /** @param out The picture that is drawn into. */
  constructor(portrait: Planes, anatomy: EyeAnatomy, out: Planes) {
    this.#portrait = portrait;
    this.#anatomy = anatomy;
    this.#columns = new EyeColumns(anatomy);
    this.#lash = colourOf(anatomy.lash);
    this.#jobs = planeJobs(portrait, out, CELL);
    const { crease, upperLid, lowerLid } = this.#columns;
    this.#lids = upperLid.slice();
    this.#lows = lowerLid.slice();
    this.#falls = new Float32Array(upperLid.length);
    this.#rises = new Float32Array(upperLid.length);
    this.#soft = SOFT / anatomy.frame.half;
    this.#top = Math.min(...upperLid) - 0.03;
    this.#lidTop = Math.min(...crease);
    this.#bottom = Math.max(...lowerLid) + 0.03;
  }

  update(state: EyeState): void {
    this.#state = this.#anatomy.blinks
      ? state
      : { ...state, shut: 0.2 * state.shut, down: clamp(state.down + 1.2 * state.shut, -1.2, 1.5) };
    const { shut, down, squint } = this.#state;
    const { upperLid, lowerLid, openings, share } = this.#columns;
    // The upper lid goes with the ball, down and up.
    const lowered = (0.07 * Math.max(0, down - 0.15) + 0.07 * Math.min(0, down + 0.3)) * (1 - Math.max(0, shut));
    for (let i = 0; i < openings.length; i++) {
      this.#falls[i] = share[i]! * (0.9 * openings[i]! * shut + lowered);
      this.#rises[i] = share[i]! * openings[i]! * (0.14 * Math.max(0, shut) + 0.1 * squint);
      this.#lids[i] = upperLid[i]! + this.#falls[i]!;
      this.#lows[i] = lowerLid[i]! - this.#rises[i]!;
    }
  }

  /** @returns Whether a place of the portrait is of this eye. @param u,v Luma texels. */
  covers(u: number, v: number): boolean {
    const { x, y, ux, uy, half } = this.#anatomy.frame;
    const dx = u / 2 - x;
    const dy = v / 2 - y;
    const t = (dy * ux - dx * uy) / half;
    // A cell lies at most this far around its middle.
    const margin = (0.6 * CELL) / half;
    const top = this.#lidMoves ? this.#lidTop : this.#top;
    const bottom = this.#bottom + (this.#skinMoves ? LOWER_LID : 0);
    const reach = (this.#skinMoves ? EYE_REACH : 1) + margin;
    return Math.abs(dx * ux + dy * uy) < reach * half && t > top - margin && t < bottom + margin;
  }

  /** @param cells Numbers of the grid's cells to draw. */
  draw(cells: readonly number[], head: HeadField): void {
    for (const cell of cells) for (const job of this.#jobs) this.#drawCell(cell, head, job);
  }

  get #lidMoves(): boolean {
    return this.#state.shut !== 0 || this.#state.down > 0.15 || this.#state.down < -0.3;
  }

  get #skinMoves(): boolean {
    return this.#lidMoves || this.#state.squint > 0;
  }

  #drawCell(cell: number, head: HeadField, job: PlaneJob): void {
    const { size, phase, outStride } = job;
    const row0 = Math.floor(cell / head.columns);
    const column0 = cell % head.columns;
    const node = row0 * (head.columns + 1) + column0;
    const under = node + head.columns + 1;
    const { u, v } = head;
    const { x, y, ux, uy, half } = this.#anatomy.frame;
    const [acrossU, acrossV] = [ux / half / 2, uy / half / 2];
    for (let row = 0; row < size; row++) {
      const fy = (row + phase) / size;
      const leftU = u[node]! + (u[under]! - u[node]!) * fy;
      const leftV = v[node]! + (v[under]! - v[node]!) * fy;
      const stepU = (u[node + 1]! + (u[under + 1]! - u[node + 1]!) * fy - leftU) / size;
      const stepV = (v[node + 1]! + (v[under + 1]! - v[node + 1]!) * fy - leftV) / size;
      const fromU = leftU + stepU * phase - 2 * x;
      const fromV = leftV + stepV * phase - 2 * y;
      let a = fromU * acrossU + fromV * acrossV;
      let t = fromV * acrossU - fromU * acrossV;
      const stepA = stepU * acrossU + stepV * acrossV;
      const stepT = stepV * acrossU - stepU * acrossV;
      let at = (row0 * size + row) * outStride + column0 * size;
      for (let column = 0; column < size; column++, at++, a += stepA, t += stepT) this.#drawPixel(a, t, at, job);
    }
  }

  /** @param a,t The place in the frame of the eye. @param at The pixel. */
  #drawPixel(a: number, t: number, at: number, job: PlaneJob): void {
    if (a <= -EYE_REACH || a >= EYE_REACH) return;
    const column = this.#columns.at(a);
    const lid = this.#lids[column]!;
    const low = this.#lows[column]!;
    const fall = this.#falls[column]!;
    const rise = this.#rises[column]!;
    const soft = this.#soft;
    // Skin that does not move has been drawn with the head.
    if (t <= (fall !== 0 ? this.#columns.crease[column]! : lid - soft)) return;
    if (t >= low + (rise > 0 ? LOWER_LID : soft)) return;
    const onLid = t <= lid - soft ? 1 : 1 - smooth(t - lid, -soft, soft);
    const onLow = t >= low + soft ? 1 : smooth(t - low, -soft, soft);
    const eye: EyePoint = { a, t, column, fall, lid };
    const showsBall = onLow < 1 && onLid < 1;
    if (showsBall) this.#turn(eye);
    for (let plane = 0; plane < job.planes.length; plane++) {
      let level = showsBall ? this.#ball(plane, job) : 0;
      if (onLow > 0 && onLid < 1)
        level += (this.#read(a, t + rise * (1 - smooth(t - low, 0, LOWER_LID)), plane, job) - level) * onLow;
      if (onLid > 0) level += (this.#lid(eye, plane, job) - level) * onLid;
      job.outs[plane]![at] = level + 0.5;
    }
  }

  /** Finds what is seen of the ball: its iris moves, the white beside it is stretched, and what the lids hide is not pulled out. */
  #turn({ a, t, column, fall, lid }: EyePoint): void {
    const { right, down, shut } = this.#state;
    const { iris } = this.#anatomy;
    const { upperLid, lowerLid, openings } = this.#columns;
    const [across, along] = [right * REACH_RIGHT, down * REACH_DOWN];
    const [dx, dy] = [a - iris.a - across, t - iris.t - along];
    // The iris moves as one piece; the white between it and the corner of that side gives way.
    const rim = RIM * iris.radius;
    const white = Math.max(LEAST_WHITE, 1 + (dx < 0 ? iris.a + across : -iris.a - across) - rim);
    const share = 1 - smooth(Math.sqrt(dx * dx + dy * dy), rim, rim + white);
    const seen = this.#seen;
    seen.a = a - across * share;
    // Lids lie higher in one column than in the next: what is near to one is seen near to it.
    const from = this.#columns.at(seen.a);
    // The line of the lashes goes along with a lid that is raised.
    const height = fall < 0 ? t - fall * (1 - smooth(t - lid, 0, RAISED_WITH_LID)) : t;
    const under = UNDER_IRIS + 0.05 * Math.max(0, -down);
    const highest = upperLid[from]! + Math.min(height - upperLid[column]!, 0.06);
    const lowest = lowerLid[from]! + Math.max(height - lowerLid[column]!, -under);
    seen.t = clamp(height - along * share, highest, lowest);
    const opening = openings[column]!;
    seen.shade = shut <= 0 ? 1 : 1 - 0.35 * shut * smooth(lid - t + 0.25, 0, 0.25) * smooth(opening, 0.05, 0.2);
  }

  #ball(plane: number, job: PlaneJob): number {
    const { a, t, shade } = this.#seen;
    return job.black + (this.#read(a, t, plane, job) - job.black) * shade;
  }

  /**
   * The upper lid. The skin over the crease is stretched; what comes down over the ball is painted from the clean skin over
   * and under the eye: crease, lashes and the brow's shadow would smear to a black eye.
   */
  #lid({ a, t, column, fall, lid }: EyePoint, plane: number, job: PlaneJob): number {
    const { upperLid, lowerLid, above, below, share, openings } = this.#columns;
    const opening = openings[column]!;
    const line = upperLid[column]!;
    const low = lowerLid[column]!;
    const crease = this.#columns.crease[column]!;
    let from = t;
    if (t > crease && fall !== 0) {
      const margin = lid - LASHES;
      from = t < margin ? mix(crease, line - LASHES, (t - crease) / (margin - crease)) : t - fall;
    }
    let level = this.#read(a, from, plane, job);
    const fresh = smooth(fall, 0.01, 0.25 * opening + 0.02) * smooth(t, line - 0.3, line - 0.07) * share[column]!;
    if (fresh > 0) {
      const channel = 3 * column + job.channel + plane;
      const depth = 0.75 * smooth(t, line - 0.15, low + 0.1);
      const belly = 1 + 0.07 * bell(t - mix(line, lid, 0.45), 0.22);
      const light = belly - 0.1 * smooth(t, lid - 0.16, lid) - 0.06 * Math.abs(a);
      const under = this.#read(a, low + 0.12 + 0.5 * Math.abs(t - line), plane, job) - job.black - below[channel]!;
      const skin = mix(above[channel]!, below[channel]!, depth) * light + 0.5 * clamp(under, -10, 10);
      level += (job.black + skin - level) * fresh;
    }
    const shut = opening > 0 ? fall / opening : 0;
    const lashes =
      (1 - smooth(Math.abs(t - lid + 0.02), 0.012, 0.06 + 0.03 * shut)) *
      (1 - smooth(Math.abs(a), 0.8, 1.02)) *
      smooth(shut, 0.02, 0.22) *
      0.85;
    return level + (job.black + 0.9 * this.#lash[job.channel + plane]! - level) * lashes;
  }

  /** Reads the portrait at a place in the frame of the eye. */
  #read(a: number, t: number, plane: number, { planes, stride, scale, shift }: PlaneJob): number {
    const { x, y, ux, uy, half } = this.#anatomy.frame;
    const u = clamp(2 * (x + (a * ux - t * uy) * half), 1, this.#portrait.width - 3);
    const v = clamp(2 * (y + (a * uy + t * ux) * half), 1, this.#portrait.height - 3);
    return texel(planes[plane]!, stride, u * scale + shift, v * scale + shift);
  }
}

/** A place of an eye, its column, and where the upper lid is there: how far it has come down, and its margin. */
interface EyePoint {
  readonly a: number;
  readonly t: number;
  readonly column: number;
  readonly fall: number;
  readonly lid: number;
}
