import type { MouthAnatomy } from '../faces/anatomy.js';
import type { Planes } from '../planes.js';
import { BLACK } from './colour.js';
import { Line } from './line.js';
import { mix, smooth } from './math.js';
import { texel } from './plane-jobs.js';

/** Luma from which on a place between parted lips is a tooth, and above which it surely is. */
const TOOTH_LUMA = [68, 119] as const;

/** Red from which on it may be a wet lip instead, and above which it surely is. */
const LIP_RED = [10, 20] as const;

/** The person's own teeth, where the portrait shows them: fixed to the skull. */
export class OwnTeeth {
  readonly #portrait: Planes;
  readonly #anatomy: MouthAnatomy;
  readonly #upperLine: Line;
  readonly #lowerLine: Line;

  constructor(portrait: Planes, anatomy: MouthAnatomy) {
    this.#portrait = portrait;
    this.#anatomy = anatomy;
    this.#upperLine = new Line(anatomy.upperLine);
    this.#lowerLine = new Line(anatomy.lowerLine);
  }

  /** Lays them over a colour. @param a,t The place. @param under Its distance from the upper lip, half mouths. */
  lay(a: number, t: number, under: number, colour: [y: number, u: number, v: number]): void {
    const { frame } = this.#anatomy;
    const depth = Math.min(t - this.#upperLine.at(a), this.#lowerLine.at(a) - t) * frame.half;
    const shown = smooth(depth, 0.5, 2) * (1 - smooth(Math.abs(a), 0.9, 1));
    if (shown === 0) return;
    const { y, u, v, width } = this.#portrait;
    const x = 2 * (frame.x + (a * frame.ux - t * frame.uy) * frame.half);
    const row = 2 * (frame.y + (a * frame.uy + t * frame.ux) * frame.half);
    const luma = texel(y, width, x, row);
    const cx = x / 2 - 0.25;
    const cy = row / 2 - 0.25;
    const own = [luma, texel(u, width / 2, cx, cy), texel(v, width / 2, cx, cy)];
    const share = shown * smooth(luma, ...TOOTH_LUMA) * (1 - smooth(own[2]! - BLACK[2], ...LIP_RED));
    const lipShadow = mix(0.7, 1, smooth(under, 0, 0.1));
    for (let i = 0; i < 3; i++) colour[i]! += ((own[i]! - BLACK[i]!) * lipShadow - colour[i]!) * share;
  }
}
