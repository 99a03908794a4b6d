import { AT_REST, sameMotion, type Expression, type Motion } from '@visavis/core';
import type { FaceView, SpokenInstant } from '@visavis/media';

/** The expression of words stays for so long after them, frames: it does not go out with the voice. */
const AFTERGLOW_FRAMES = 20;

/** Decides, frame by frame, how a face is to move: by what it attends to, by the words that sound, and by what can be had. */
export class WantedMotion {
  readonly #view: FaceView;
  readonly #mayHave: (motion: Motion) => boolean;
  #motion = AT_REST;
  #frames = 0;
  #spoken: Expression | undefined;
  #silentFrames = 0;

  /** @param mayHave Whether there is room for a motion. */
  constructor(view: FaceView, mayHave: (motion: Motion) => boolean) {
    this.#view = view;
    this.#mayHave = mayHave;
  }

  get motion(): Motion {
    return this.#motion;
  }

  /** Frames since it has changed. */
  get frames(): number {
    return this.#frames;
  }

  /** @param shown The motion of the loop that is there in any case. */
  advance(speech: SpokenInstant | undefined, shown: Motion): void {
    this.#hear(speech);
    const { attention, expression } = this.#view.motion;
    const wanted: Motion = {
      // The eyes of a face that speaks are on its viewer.
      attention: this.#view.busy ? 'idle' : attention,
      expression: this.#spoken ?? expression,
    };
    const motion = this.#mayHave(wanted) ? wanted : shown;
    this.#frames = sameMotion(motion, this.#motion) ? this.#frames + 1 : 0;
    this.#motion = motion;
  }

  #hear(speech: SpokenInstant | undefined): void {
    if (speech) this.#spoken = speech.expression;
    this.#silentFrames = speech ? 0 : this.#silentFrames + 1;
    if (!this.#view.busy && this.#silentFrames > AFTERGLOW_FRAMES) this.#spoken = undefined;
  }
}
