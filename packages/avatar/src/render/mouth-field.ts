import type { MouthAnatomy } from '../faces/anatomy.js';
import type { MouthShape } from '../rig/face-pose.js';
import { Line } from './line.js';
import { clamp, mix, smooth } from './math.js';

/** How far the mouth's motion reaches to the sides, in half mouths. */
export const MOUTH_REACH = 2.15;
/** Smile of the mouth in the portrait. */
const REST_SMILE = 0.2;
/** Thinnest lip that is reckoned with, in half mouths. */
const THINNEST = 0.05;

/** Half the thickness of the dark line between closed lips, in half mouths. */
const LINE = 0.055;

/** Numbers that {@link MouthField.at} writes, in this order. */
export const LOWER_U = 0;
export const LOWER_V = 1;
export const UPPER_U = 2;
export const UPPER_V = 3;
/** Pixels under the edge of the lower lip: above 0 on the lower sheet. */
export const BELOW = 4;
/** Pixels over the edge of the upper lip: above 0 on the upper sheet. */
export const ABOVE = 5;
/** Place in the frame of the mouth with what both sheets share undone. */
export const PLACE_A = 6;
export const PLACE_T = 7;
export const MOUTH_VALUES = 8;

/**
 * The motion of the mouth as two smooth sheets that are split at the lip line. The lower one, lip, chin and cheeks, goes
 * with the jaw; the upper one lifts off the teeth. Corners and narrowing move both. Outside the corners the sheets agree,
 * so there is no seam to hide.
 */
export class MouthField {
  readonly #anatomy: MouthAnatomy;
  readonly #upperLine: Line;
  readonly #lowerLine: Line;
  readonly #upperLip: Line;
  readonly #lowerLip: Line;
  #jaw = 0;
  #narrow = 0;
  #lift = 0;
  #smile = 0;
  #tuck = 0;
  #upperFat = 0;
  #lowerFat = 0;

  constructor(anatomy: MouthAnatomy) {
    this.#anatomy = anatomy;
    this.#upperLine = new Line(anatomy.upperLine);
    this.#lowerLine = new Line(anatomy.lowerLine);
    this.#upperLip = new Line(anatomy.upperLip);
    this.#lowerLip = new Line(anatomy.lowerLip);
  }

  update({ open, upper, pucker, wide, press, tuck, smile }: MouthShape): void {
    this.#jaw = 0.98 * open;
    this.#narrow = 0.34 * pucker - 0.13 * wide + 0.16 * this.#jaw;
    this.#lift = 0.1 * upper + 0.04 * open;
    this.#smile = smile - REST_SMILE;
    this.#tuck = tuck;
    this.#upperFat = 0.18 * pucker - 0.38 * press;
    this.#lowerFat = 0.22 * pucker - 0.38 * press - 0.5 * tuck;
  }

  /** @returns Whether a place of the portrait may move with the mouth. @param u,v Luma texels. */
  reaches(u: number, v: number): boolean {
    const { frame, noseBase, chin } = this.#anatomy;
    const x = u / 2 - frame.x;
    const y = v / 2 - frame.y;
    const a = (x * frame.ux + y * frame.uy) / frame.half;
    const t = (y * frame.ux - x * frame.uy) / frame.half;
    return Math.abs(a) < MOUTH_REACH && t > 1.3 * noseBase && t < chin + 0.8 * this.#jaw + 1;
  }

  /**
   * Writes where the two sheets at a place come from.
   *
   * @param u,v Place in the portrait that would be seen with the mouth at rest, luma texels.
   * @param out Receives {@link MOUTH_VALUES} numbers from `at` on: places in luma texels, distances in pixels.
   */
  at(u: number, v: number, out: Float32Array, at: number): void {
    const { frame, noseBase, parted } = this.#anatomy;
    const { ux, uy, half } = frame;
    const x = u / 2 - frame.x;
    const y = v / 2 - frame.y;
    const a0 = (x * ux + y * uy) / half;
    const t0 = (y * ux - x * uy) / half;
    const line0 = this.#upperLine.at(a0);
    // What both sheets share. Without the windows a line would cross the cheeks and the nose.
    const window =
      (1 - smooth(Math.abs(a0), 1.5, MOUTH_REACH)) * (1 - smooth(line0 - t0, 0.25, 1.25 * (line0 - noseBase)));
    const near = window * Math.exp(-((a0 * a0) / 1.69) - (t0 - line0) ** 2 / 0.3);
    const corner = window * Math.exp(-4 * ((Math.abs(a0) - 1) ** 2 + (t0 - line0) ** 2));
    const side = clamp(a0 / 0.3, -1, 1);
    const a = a0 + (a0 * near * this.#narrow) / (1 - near * this.#narrow) - corner * side * 0.1 * this.#smile;
    const t = t0 - corner * 0.16 * (this.#jaw - this.#smile);

    const upperLine = this.#upperLine.at(a);
    const lowerLine = this.#lowerLine.at(a);
    const within = Math.max(0, 1 - a * a);
    const arch = archOf(within);
    const gap = parted ? Math.max(0, lowerLine - upperLine) : 0;
    const lower = this.#lower(t - this.#dropAt(a, t, lowerLine, gap) - lowerLine, a, lowerLine, arch);
    const upper = this.#upper(t, a, upperLine, arch);
    // The dark between closed lips belongs to neither: parted, each shows its own red up to its edge.
    const hidden = LINE * smooth(-(lower + upper), 0.02, 0.14);
    const lowerT = lowerLine + lower + hidden * (1 - smooth(lower, 0, 0.3));
    const upperT = upperLine - upper - 0.7 * hidden * (1 - smooth(upper, 0, 0.2));
    out[at + LOWER_U] = 2 * (frame.x + (a * ux - lowerT * uy) * half);
    out[at + LOWER_V] = 2 * (frame.y + (a * uy + lowerT * ux) * half);
    out[at + UPPER_U] = 2 * (frame.x + (a * ux - upperT * uy) * half);
    out[at + UPPER_V] = 2 * (frame.y + (a * uy + upperT * ux) * half);
    out[at + BELOW] = lower * half;
    out[at + ABOVE] = upper * half;
    out[at + PLACE_A] = a;
    out[at + PLACE_T] = t;
  }

  /** How far the jaw has carried the lower sheet down: the lip as an ellipse, the chin as one rounded piece. */
  #dropAt(a: number, t: number, line: number, gap: number): number {
    const { chin } = this.#anatomy;
    const jaw = this.#jaw;
    const below = t - line;
    const within = Math.max(0, 1 - a * a);
    const lip = archOf(within) * Math.sqrt(Math.sqrt(Math.sqrt(within)));
    const across = a / MOUTH_REACH;
    const piece = across * across < 1 ? (1 - across * across) ** 2 : 0;
    const span = mix(lip, piece, smooth(below, 0, Math.max(0.4, 0.75 * (chin - line))));
    const fall = 1 - smooth(t, chin + 0.5 * jaw - 0.05, chin + 0.8 * jaw + 1);
    return fall * (jaw * span - gap * (1 - 0.55 * smooth(below, 0, 0.9)));
  }

  /** @param r Distance under the lower lip's edge before the lip changes its thickness. @returns The one after. */
  #lower(r: number, a: number, line: number, arch: number): number {
    const shaped = thickened(r, Math.max(THINNEST, this.#lowerLip.at(a) - line), this.#lowerFat * arch, 3.2);
    return shaped + 0.07 * this.#tuck * arch * (1 - smooth(Math.abs(shaped), 0, 0.5));
  }

  #upper(t: number, a: number, line: number, arch: number): number {
    const { noseBase } = this.#anatomy;
    const fall = 1 - smooth(line - t, 0.05, Math.max(0.25, 0.95 * (line - noseBase)));
    const r = line - t - this.#lift * arch * fall;
    return thickened(r, Math.max(THINNEST, line - this.#upperLip.at(a)), this.#upperFat * arch, 2.6);
  }
}

/** `within` to the power of ¾, by roots: powers cost more than all else here. */
function archOf(within: number): number {
  const root = Math.sqrt(within);
  return root * Math.sqrt(root);
}

/**
 * Reads a lip `fat` thicker or thinner than it is.
 *
 * @param r Distance from the lip's edge, half mouths. @param rejoin Thicknesses from the edge after which nothing changes.
 */
function thickened(r: number, thickness: number, fat: number, rejoin: number): number {
  const end = thickness * rejoin;
  if (r <= 0 || r >= end) return r;
  const border = thickness * (1 + fat);
  return r < border ? r / (1 + fat) : thickness + ((r - border) * (end - thickness)) / (end - border);
}
