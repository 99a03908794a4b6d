import type { MouthShape } from '../rig/face-pose.js';
import { blend } from './blend.js';
import { closedFor, type Closure } from './closures.js';
import type { Effort } from './effort.js';
import type { MouthTrack } from './mouth-track.js';
import { CLOSED } from './visemes.js';

/** A picture shows the mean of the mouth over as long as a camera's shutter would be open for two frames. */
const SHUTTER_MS = [-40, -20, 0, 20, 40] as const;

export interface Exposed {
  /** The shapes that the sounds ask for, at each instant. */
  readonly shapes: MouthTrack;
  readonly closures: readonly Closure[];
  readonly effort: Effort;
}

/**
 * The mouth as it is seen. Real lips need about two pictures to move: without a shutter the mouth jumps from shut to open
 * between two. Closures are kept out of it, since one that is averaged with its neighbours is not closed.
 */
export class Shutter implements MouthTrack {
  readonly #exposed: Exposed;

  constructor(exposed: Exposed) {
    this.#exposed = exposed;
  }

  at(ms: number): MouthShape {
    const moments = SHUTTER_MS.map((offset) => ms + offset);
    const efforts = moments.map((moment) => this.#exposed.effort(moment));
    const seen = blend(moments.map((moment, i) => ({ shape: this.#moved(moment, efforts[i]!), weight: 1 })));
    // Lips that are thought to close where nothing sounds stay at rest.
    const sounding = efforts.filter((effort) => effort > 0).length / efforts.length;
    return closedFor(this.#exposed.closures, ms, seen, sounding);
  }

  #moved(ms: number, effort: number): MouthShape {
    const shape = this.#exposed.shapes.at(ms);
    return shape === CLOSED || effort === 0 ? CLOSED : { ...shape, open: Math.min(1, shape.open * effort) };
  }
}
