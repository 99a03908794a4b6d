import type { EyeAnatomy } from '../faces/anatomy.js';
import type { EyeColumns } from './eye-columns.js';
import { clamp, smooth } from './math.js';

/** How far the iris moves at 1, in half eyes. */
const REACH_RIGHT = 0.17;
const REACH_DOWN = 0.1;
/** The iris with its rim, in radii of it, and the least width of the white that gives way to it, in half eyes. */
const RIM = 1.06;
const LEAST_WHITE = 0.2;
/** Height of what is stretched under a raised lid, and of what stays at the edge of the lower lid. */
const RAISED_WITH_LID = 0.35;
const UNDER_IRIS = 0.04;
/** Less than this is the rounding of numbers. */
const LEAST = 1e-3;
/** Rounds in which the place is found where a circle comes out from under the lower lid: each leaves a third of the error. */
const ROUNDS = 3;

/** A place in the frame of an eye, its column, and where the upper lid is there: how far it has come down, and its margin. */
export interface EyePoint {
  a: number;
  t: number;
  column: number;
  fall: number;
  lid: number;
}

/** What is seen of the ball of one eye: its iris moves, and the white beside it is stretched. */
export class EyeBall {
  /** Where the portrait shows what is seen, in the frame of the eye. */
  a = 0;
  t = 0;
  /** The same on the other side of the iris, and the share of it in what is seen. */
  otherA = 0;
  otherT = 0;
  other = 0;
  readonly #iris: EyeAnatomy['iris'];
  readonly #columns: EyeColumns;
  #across = 0;
  #along = 0;
  #under = UNDER_IRIS;

  constructor({ iris }: EyeAnatomy, columns: EyeColumns) {
    this.#iris = iris;
    this.#columns = columns;
  }

  /** @param right,down As of `EyeState`. */
  turn(right: number, down: number): void {
    this.#across = right * REACH_RIGHT;
    this.#along = down * REACH_DOWN;
    this.#under = UNDER_IRIS + 0.05 * Math.max(0, -down);
  }

  /** Finds what is seen at a place of the eye. */
  look({ a, t, column, fall, lid }: Readonly<EyePoint>): void {
    const iris = this.#iris;
    const [across, along] = [this.#across, this.#along];
    const { upperLid, lowerLid } = this.#columns;
    const [dx, dy] = [a - iris.a - across, t - iris.t - along];
    // The iris moves as one piece; the white between it and the corner of that side gives way.
    const rim = RIM * iris.radius;
    const white = Math.max(LEAST_WHITE, 1 + (dx < 0 ? iris.a + across : -iris.a - across) - rim);
    const share = 1 - smooth(Math.sqrt(dx * dx + dy * dy), rim, rim + white);
    this.a = a - across * share;
    // Lids lie higher in one column than in the next: what is near to one is seen near to it.
    const from = this.#columns.at(this.a);
    // The line of the lashes goes along with a lid that is raised.
    const height = fall < 0 ? t - fall * (1 - smooth(t - lid, 0, RAISED_WITH_LID)) : t;
    const highest = upperLid[from]! + Math.min(height - upperLid[column]!, 0.06);
    const edge = Math.max(height - lowerLid[column]!, -this.#under);
    this.t = Math.max(height - along * share, highest);
    this.other = 0;
    if (this.t - lowerLid[from]! > edge + LEAST) this.#lookBeside(edge);
  }

  /**
   * What the lower lid hides in the portrait looks as the iris does on the same circle where that comes out from under the
   * lid, to the left and to the right. @param edge How far from the edge of the lid it comes out, downwards.
   */
  #lookBeside(edge: number): void {
    const { a: middle, t: centre } = this.#iris;
    const dx = this.a - middle;
    const radius = Math.sqrt(dx * dx + (this.t - centre) ** 2);
    const side = dx < 0 ? -1 : 1;
    const near = this.#comesOut(radius, side, Math.abs(dx), edge);
    this.a = this.otherA;
    this.t = this.otherT;
    const far = this.#comesOut(radius, -side, Math.abs(dx), edge);
    this.other = near + far > 0 ? clamp((near - Math.abs(dx)) / (near + far), 0, 1) : 0;
  }

  /** Leaves the place in `otherA` and `otherT`. @returns How far from the middle of the iris it is, to its side. */
  #comesOut(radius: number, side: number, distance: number, edge: number): number {
    const { a, t } = this.#iris;
    const { lowerLid } = this.#columns;
    for (let round = 0; round < ROUNDS; round++) {
      this.otherA = clamp(a + side * distance, -1, 1);
      this.otherT = lowerLid[this.#columns.at(this.otherA)]! + edge;
      distance = Math.sqrt(Math.max(0, radius * radius - (this.otherT - t) ** 2));
    }
    this.otherA = clamp(a + side * distance, -1, 1);
    return distance;
  }
}
