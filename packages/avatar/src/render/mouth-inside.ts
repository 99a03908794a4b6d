import type { MouthAnatomy } from '../faces/anatomy.js';
import type { MouthShape } from '../rig/face-pose.js';
import { colourOf, filtered, type Colour } from './colour.js';
import { Line } from './line.js';
import { bell, clamp, mix, smooth } from './math.js';

/** Widths of the upper teeth from the middle, in half mouths; the last one ends in the shade of the cheek. */
const TOOTH_WIDTHS = [0.335, 0.265, 0.25, 0.2, 0.15] as const;
/** How far each ends below the edge of the first. */
const TOOTH_ENDS = [0, -0.009, -0.008, -0.016, -0.022] as const;
/** Share of the mouth that the row of teeth fills. */
const TEETH_SPAN = 0.93;
/** Where the upper teeth end, below the line of the lips at rest. */
const TEETH_EDGE = 0.085;
const LOWER_TOOTH_WIDTH = 0.21;

/**
 * What is seen between the lips: the dark, the tongue, the lower teeth, which go with the jaw, the upper teeth, which are
 * fixed to the skull, and the wet inner sides of the lips, which give them thickness. All in the light of the portrait.
 */
export class MouthInside {
  /** Colour at the last place asked for. Reused. */
  readonly colour: [y: number, u: number, v: number] = [0, 0, 0];
  readonly #upperLine: Line;
  readonly #sideLight: number;
  readonly #cavity: Colour;
  readonly #teeth: Colour;
  readonly #tongue: Colour;
  readonly #lowerRim: Colour;
  readonly #upperRim: Colour;
  readonly #corner: Colour;
  #raised = 0;

  constructor({ upperLine, sideLight, cavity, teeth, tongue, lip }: MouthAnatomy) {
    this.#upperLine = new Line(upperLine);
    this.#sideLight = sideLight;
    this.#cavity = colourOf(cavity);
    this.#teeth = colourOf(teeth);
    this.#tongue = colourOf(tongue);
    this.#lowerRim = filtered(lip, [1, 0.82, 0.84]);
    this.#upperRim = filtered(lip, [0.48, 0.4, 0.42]);
    this.#corner = filtered(lip, [0.5, 0.4, 0.42]);
  }

  update({ tongue }: MouthShape): void {
    this.#raised = clamp(tongue, 0, 1);
  }

  /**
   * Puts the colour of a place into {@link colour}. All in half mouths.
   *
   * @param a,t The place, with what moves both lips undone.
   * @param under Its distance from the edge of the upper lip. @param over Its distance from the edge of the lower lip.
   */
  at(a: number, t: number, under: number, over: number): void {
    const gap = Math.max(0.01, under + over);
    const across = Math.abs(a);
    const light = clamp(0.35 + 1.1 * gap, 0.35, 1);
    this.#fill(this.#cavity, mix(0.55, 1.25, clamp(under / gap, 0, 1)));
    this.#layTongue(a, under, over, light);
    this.#layLowerTeeth(across, over, gap, light);
    this.#layUpperTeeth(a, t, under, gap);
    this.#layRims(across, under, over, gap);
    this.#shade(across, under, over, gap);
  }

  #layTongue(a: number, under: number, over: number, light: number): void {
    const raised = this.#raised;
    const half = mix(0.66, 0.5, raised);
    const round = (a / half) ** 2;
    // How far below its tip this place is: at rest near the lower lip, lifted near the upper teeth.
    const resting = 0.05 + 0.3 * Math.min(1, (under + over) / 0.5) - over;
    const depth = mix(resting, under - 0.13, 0.9 * raised) - 0.16 * round;
    const seen = smooth(depth, -0.02, 0.05) * (1 - smooth(Math.abs(a), 0.8 * half, 1.12 * half));
    if (seen === 0) return;
    const crest = 0.62 + 0.38 * bell(depth - 0.09, 0.09);
    const groove = 1 - 0.1 * bell(a, 0.05);
    this.#lay(this.#tongue, 0.95 * light * crest * (0.75 + 0.25 * (1 - round)) * groove, 0.95 * seen);
  }

  #layLowerTeeth(across: number, over: number, gap: number, light: number): void {
    const shown = 0.085 * smooth(gap, 0.42, 0.8);
    const depth = shown + 0.005 - 0.03 * across * across - over;
    const seen = smooth(depth, -0.012, 0.015) * (1 - smooth(across, 0.5, 0.62));
    if (seen === 0) return;
    const fromMiddle = Math.abs(((across / LOWER_TOOTH_WIDTH) % 1) - 0.5) * 2;
    const seam = 1 - 0.22 * smooth(fromMiddle, 0.8, 1);
    this.#lay(this.#teeth, 0.72 * light * seam * (1 - 0.3 * across), seen);
  }

  #layUpperTeeth(a: number, t: number, under: number, gap: number): void {
    const across = Math.abs(a);
    let tooth = 0;
    let from = 0;
    const along = across / TEETH_SPAN;
    while (tooth < TOOTH_WIDTHS.length - 1 && along > from + TOOTH_WIDTHS[tooth]!) from += TOOTH_WIDTHS[tooth++]!;
    const fromMiddle = Math.abs((along - from) / TOOTH_WIDTHS[tooth]! - 0.5) * 2;
    const square = fromMiddle * fromMiddle;
    const fourth = square * square;
    const rounding = (tooth < 2 ? 0.011 : 0.004) * fourth + 0.05 * across * across;
    const depth = t - this.#upperLine.at(a) - TEETH_EDGE - TOOTH_ENDS[tooth]! + rounding;
    const seen = (1 - smooth(depth, -0.018, 0.012)) * (1 - smooth(across, 0.86, 1));
    if (seen === 0) return;
    const seam = 1 - (tooth < 2 ? 0.15 : 0.07) * fourth * fourth * fourth * square;
    const round = 1 - 0.55 * across * across - 0.22 * this.#sideLight * a;
    const lipShadow = mix(0.74, 1, smooth(under, 0, 0.11));
    const length = (1 - 0.1 * smooth(-depth, 0, 0.16)) * (1 - 0.12 * smooth(depth, -0.05, 0));
    this.#lay(this.#teeth, seam * round * lipShadow * length * clamp(0.84 + 0.3 * gap, 0.84, 0.99), seen);
  }

  #layRims(across: number, under: number, over: number, gap: number): void {
    const lower = 0.012 + 0.075 * smooth(gap, 0.03, 0.25);
    const lowerLight = mix(0.62, 0.9, 1 - smooth(over, 0, lower / 2)) * (1 - 0.2 * across * across);
    this.#lay(this.#lowerRim, lowerLight, 1 - smooth(over, 0.35 * lower, lower));
    const upper = 0.008 + 0.03 * smooth(gap, 0.03, 0.2);
    this.#lay(this.#upperRim, 1, 1 - smooth(under, 0.3 * upper, upper));
  }

  /** The cheeks keep the light off the corners; where the gap is thin, the lips' own shade fills it. */
  #shade(across: number, under: number, over: number, gap: number): void {
    const light = (1 - 0.42 * smooth(across, 0.55, 0.98)) * mix(0.8, 1, smooth(Math.min(under, over), 0, 0.05));
    const thin = Math.max(
      (1 - smooth(gap, 0.02, 0.13)) * (1 - 0.6 * smooth(0.75 - across, 0, 0.2)),
      0.75 * smooth(across, 0.74, 0.97),
    );
    const { colour } = this;
    for (let i = 0; i < 3; i++) colour[i] = mix(colour[i]! * light, this.#corner[i]!, thin);
  }

  #fill(target: Colour, light: number): void {
    for (let i = 0; i < 3; i++) this.colour[i] = target[i]! * light;
  }

  #lay(target: Colour, light: number, share: number): void {
    if (share <= 0) return;
    const { colour } = this;
    for (let i = 0; i < 3; i++) colour[i]! += (target[i]! * light - colour[i]!) * share;
  }
}
