import type { EyeAnatomy } from '../faces/anatomy.js';
import type { Planes } from '../planes.js';
import { colourOf, type Colour } from './colour.js';
import { EyeBall, type EyePoint } from './eye-ball.js';
import { EYE_REACH, EyeColumns, type Side } from './eye-columns.js';
import { EyePicture } from './eye-picture.js';
import { CELL, type HeadField } from './head-field.js';
import { LidSkin } from './lid-skin.js';
import { clamp, mix, smooth } from './math.js';
import { planeJobs, type PlaneJob } from './plane-jobs.js';

/** An eye in its head: what the lids do, and where the ball is turned, to the right and downwards, 1 about as far as in a glance. */
export interface EyeState {
  /** 0 as in the portrait … 1; below 0 wider open. */
  readonly shut: number;
  readonly right: number;
  readonly down: number;
  /** How far the lower lid is raised by a smile, 0…1. */
  readonly squint: number;
}

/** Height of the band of lashes that goes with the margin of the lid. */
const LASHES = 0.075;
/** How far below its margin the lower lid moves, in half eyes. */
const LOWER_LID = 0.5;
/**
 * Heights above and below a corner that are painted anew as the eye closes: lashes, the end of the crease and white at the
 * outer one, red and white at the inner one.
 */
const OUTER_CORNER = { above: 0.8, below: 0.3 };
const INNER_CORNER = { above: 0.3, below: 0.26 };
/** Height under a lower lid that is painted anew where the eye shuts: its rim, and white where the lid is known too high. */
const RIM = 0.14;
const RIM_FROM = 0.5;
/** The edge of a lid fades over this many pixels to each side. */
const SOFT = 0.5;

/** Draws one eye: the ball, which turns, under an upper lid that comes down over it, and a lower one that rises a little. */
export class EyeSheets {
  readonly #anatomy: EyeAnatomy;
  readonly #columns: EyeColumns;
  readonly #ball: EyeBall;
  readonly #lash: Colour;
  readonly #outer: Side;
  readonly #jobs: readonly PlaneJob[];
  readonly #picture: EyePicture;
  readonly #skin: LidSkin;
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
  /** The pixel in work. One for all: millions a second would be much to clear away. */
  readonly #point: EyePoint = { a: 0, t: 0, column: 0, fall: 0, lid: 0 };
  /** What of the portrait is stretched to there, and the shares of clean skin and of lashes over it. */
  readonly #lid = { from: 0, fresh: 0, lashes: 0 };
  /** How much of the light falls on the ball at the pixel in work. */
  #shade = 1;
  /** How much of what is at the corners is painted anew, as the eye closes. */
  #closing = 0;
  #state: EyeState = { shut: 0, right: 0, down: 0, squint: 0 };

  /** @param outer The side of its outer corner. @param out The picture that is drawn into. */
  constructor(portrait: Planes, anatomy: EyeAnatomy, outer: Side, out: Planes) {
    this.#anatomy = anatomy;
    this.#columns = new EyeColumns(anatomy, outer);
    this.#picture = new EyePicture(portrait, anatomy.frame);
    this.#ball = new EyeBall(anatomy, this.#columns);
    this.#skin = new LidSkin(this.#picture, this.#columns, outer);
    this.#outer = outer;
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
    this.#ball.turn(this.#state.right, down);
    // The upper lid goes with the ball, down and up.
    const lowered = (0.07 * Math.max(0, down - 0.15) + 0.07 * Math.min(0, down + 0.3)) * (1 - Math.max(0, shut));
    this.#closing = smooth(shut, 0.03, 0.35);
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
      for (let column = 0; column < size; column++, at++, a += stepA, t += stepT) {
        this.#point.a = a;
        this.#point.t = t;
        this.#drawPixel(at, job);
      }
    }
  }

  /** Draws what is seen at the point. @param at The pixel. */
  #drawPixel(at: number, job: PlaneJob): void {
    const point = this.#point;
    const { a, t } = point;
    if (a <= -EYE_REACH || a >= EYE_REACH) return;
    const column = this.#columns.at(a);
    const lid = this.#lids[column]!;
    const low = this.#lows[column]!;
    const fall = this.#falls[column]!;
    const rise = this.#rises[column]!;
    const soft = this.#soft;
    const { shut } = this.#state;
    const isOuter = this.#outer * a > 0;
    const corner = this.#columns.corner[column]! * (isOuter ? this.#closing : Math.max(0, shut));
    // Skin that does not move has been drawn with the head.
    if (t <= (fall !== 0 || corner > 0 ? this.#columns.crease[column]! : lid - soft)) return;
    if (t >= low + (rise > 0 || corner > 0 ? LOWER_LID : soft)) return;
    const onLid = t <= lid - soft ? 1 : 1 - smooth(t - lid, -soft, soft);
    // Lids that touch hide what is behind them, however soft their edges are.
    const apart = clamp((low - lid) / (2 * soft), 0, 1);
    const onLow = t >= low + soft ? 1 : 1 - (1 - smooth(t - low, -soft, soft)) * apart;
    point.column = column;
    point.fall = fall;
    point.lid = lid;
    const showsBall = onLow < 1 && onLid < 1;
    if (showsBall) this.#look();
    // The white between the lids stays until they close.
    const below = corner && mix(Math.max(0, shut), 1, smooth(this.#outer * a, 0.95, 1.1));
    const { below: height, above } = isOuter ? OUTER_CORNER : INNER_CORNER;
    const rim = shut > RIM_FROM ? this.#columns.share[column]! * smooth(shut, RIM_FROM, 1) : 0;
    const freshLow =
      onLid < 1 && onLow > 0
        ? Math.max(
            corner * below * (1 - smooth(t, low + height / 2, low + height)),
            rim * (1 - smooth(t, low + RIM / 2, low + RIM)),
          )
        : 0;
    if (onLid > 0) this.#lookAtLid(corner, above);
    if (freshLow > 0 || (onLid > 0 && this.#lid.fresh > 0)) this.#skin.look(point, this.#closing);
    for (let plane = 0; plane < job.planes.length; plane++) {
      let level = showsBall ? this.#seen(plane, job) : 0;
      if (onLow > 0 && onLid < 1) {
        let skin = this.#picture.read(a, t + rise * (1 - smooth(t - low, 0, LOWER_LID)), plane, job);
        if (freshLow > 0) skin += (this.#skin.level(plane, job) - skin) * freshLow;
        level += (skin - level) * onLow;
      }
      if (onLid > 0) level += (this.#lidLevel(plane, job) - level) * onLid;
      job.outs[plane]![at] = level + 0.5;
    }
  }

  #look(): void {
    const { t, column, lid } = this.#point;
    this.#ball.look(this.#point);
    const { shut } = this.#state;
    const opening = this.#columns.openings[column]!;
    this.#shade = shut <= 0 ? 1 : 1 - 0.35 * shut * smooth(lid - t + 0.25, 0, 0.25) * smooth(opening, 0.05, 0.2);
  }

  #seen(plane: number, job: PlaneJob): number {
    const { a, t, otherA, otherT, other } = this.#ball;
    let level = this.#picture.read(a, t, plane, job);
    if (other > 0) level += (this.#picture.read(otherA, otherT, plane, job) - level) * other;
    return job.black + (level - job.black) * this.#shade;
  }

  /**
   * The upper lid. The skin over the crease is stretched; what comes down over the ball is painted from the clean skin over
   * and under the eye: crease, lashes and the brow's shadow would smear to a black eye.
   */
  #lookAtLid(corner: number, above: number): void {
    const { a, t, column, fall, lid } = this.#point;
    const { upperLid, share, openings, crease } = this.#columns;
    const opening = openings[column]!;
    const line = upperLid[column]!;
    const top = crease[column]!;
    const shown = this.#lid;
    shown.from = t;
    if (t > top && fall !== 0) {
      const margin = lid - LASHES;
      shown.from = t < margin ? mix(top, line - LASHES, (t - top) / (margin - top)) : t - fall;
    }
    // A lid that goes down with the gaze takes its skin and its lashes along; one that closes shows what was folded away.
    const shut = share[column]! * 0.9 * Math.max(0, this.#state.shut);
    shown.fresh =
      smooth(shut * opening, 0.01, 0.25 * opening + 0.02) * smooth(t, line - 0.3, line - 0.07) * share[column]!;
    if (corner > 0) shown.fresh = Math.max(shown.fresh, corner * smooth(t, line - above, line - above / 2));
    shown.lashes =
      (1 - smooth(Math.abs(t - lid + 0.02), 0.012, 0.06 + 0.03 * shut)) *
      (1 - (a * this.#outer > 0 ? smooth(Math.abs(a), 0.9, 1.18) : smooth(Math.abs(a), 0.86, 1.1))) *
      smooth(shut, 0.02, 0.22) *
      0.85;
  }

  #lidLevel(plane: number, job: PlaneJob): number {
    const { from, fresh, lashes } = this.#lid;
    let level = fresh < 1 ? this.#picture.read(this.#point.a, from, plane, job) : 0;
    if (fresh > 0) level += (this.#skin.level(plane, job) - level) * fresh;
    return level + (job.black + 0.9 * this.#lash[job.channel + plane]! - level) * lashes;
  }
}
