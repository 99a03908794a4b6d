import { between } from '../mouth/blend.js';
import type { Loudness } from '@visavis/sound';
import type { MouthTrack } from '../mouth/mouth-track.js';
import type { FacePose, MouthShape } from './face-pose.js';
import { idlePose } from './idle.js';
import { Spring } from './spring.js';

/** The mouth and the loudness of one segment of speech. */
export interface SpokenSegment {
  readonly mouth: MouthTrack;
  readonly loudness: Loudness;
}

const FRAME_MS = 40;
/**
 * The farthest that the mouth opens or shuts between two pictures. Tracks of known phones keep to it by themselves; phones
 * that are found late may correct a mouth that is shown already.
 */
const FARTHEST = 0.42;
/** Share of the way to a new openness that the mouth goes at once, unless it shuts: closures are seen, the rest is softer. */
const AT_ONCE = 0.92;
/** Below it the mouth is shut. */
const SHUT = 0.05;
/** Share of the speech's mouth shape after one, two … frames of silence; shut within 80 ms. */
const LETTING_GO = [0.3, 0] as const;

/**
 * Turns speech into poses, frame by frame: the idle motion goes on underneath, the mouth follows the sound, head and
 * brows accent stressed sounds. Everything eases in and out, so a listener sees no change-over.
 */
export class Speaker {
  readonly #nod = new Spring(300);
  readonly #brow = new Spring(340);
  readonly #lean = new Spring(900);
  #lastMouth: MouthShape | undefined;
  #silentFrames = Infinity;
  /** Mean loudness of the last half second: sound well above it is stressed. */
  #usual = 0;

  /** Whether the pose is that of the idle loop again. */
  get settled(): boolean {
    return this.#silentFrames > LETTING_GO.length && [this.#nod, this.#brow, this.#lean].every((s) => s.resting);
  }

  /**
   * @param frame Number of the idle frame that would be shown.
   * @param speech The segment heard at this instant, `undefined` for silence. @param offsetMs Offset in it.
   */
  pose(frame: number, speech: SpokenSegment | undefined, offsetMs: number): FacePose {
    const rest = idlePose(frame);
    const level = speech ? speech.loudness.at(offsetMs) : 0;
    this.#usual += (level - this.#usual) * 0.12;
    const stress = speech ? Math.min(1, Math.max(0, level - this.#usual - 0.08) * 2.4) : 0;
    this.#accent(stress, speech !== undefined, frame);
    return {
      ...rest,
      pitch: rest.pitch + this.#nod.value * 3 - this.#brow.value * 0.7 + this.#lean.value * 0.9 * Math.sin(frame / 17),
      yaw: rest.yaw + this.#lean.value * (2.6 * Math.sin(frame / 19) + 1.4 * Math.sin(frame / 11 + 2)),
      roll: rest.roll + this.#lean.value * 1.3 * Math.sin(frame / 27 + 1) + this.#nod.value * 0.4,
      shiftY: rest.shiftY + this.#nod.value * 0.018,
      brows: { ...rest.brows, raise: rest.brows.raise + this.#brow.value * 0.75 },
      mouth: this.#mouth(rest.mouth, speech?.mouth.at(offsetMs)),
    };
  }

  #accent(stress: number, speaking: boolean, frame: number): void {
    this.#nod.step(stress, FRAME_MS);
    // Brows mark the strongest stresses only, and not each of them.
    this.#brow.step(stress > 0.55 && frame % 75 < 40 ? stress : 0, FRAME_MS);
    this.#lean.step(speaking ? 1 : 0, FRAME_MS);
    if (!speaking && this.#silentFrames >= LETTING_GO.length)
      for (const spring of [this.#nod, this.#brow, this.#lean]) if (spring.resting) spring.rest();
  }

  #mouth(rest: MouthShape, spoken: MouthShape | undefined): MouthShape {
    if (spoken) {
      const easing = this.#silentFrames > 0 && this.#lastMouth === undefined ? 0.5 : 1;
      this.#silentFrames = 0;
      const before = this.#lastMouth?.open ?? 0;
      const next = between(rest, { ...spoken, smile: (spoken.smile + rest.smile) / 2 }, easing);
      const wanted = next.open < SHUT ? next.open : before + AT_ONCE * (next.open - before);
      const open = Math.min(before + FARTHEST, Math.max(before - FARTHEST, wanted));
      this.#lastMouth = { ...next, open };
      return this.#lastMouth;
    }
    const kept = this.#lastMouth ? (LETTING_GO[this.#silentFrames] ?? 0) : 0;
    this.#silentFrames++;
    const mouth = kept > 0 ? between(rest, this.#lastMouth!, kept) : rest;
    if (kept === 0) this.#lastMouth = undefined;
    return mouth;
  }
}
