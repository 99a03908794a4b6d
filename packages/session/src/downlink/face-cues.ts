import type { Background } from '@visavis/core';
import type { FaceView, PlayoutView } from '@visavis/media';

/** What a session's face moves to, its speech, and what is seen behind it. */
export class FaceCues implements FaceView {
  readonly #playout: PlayoutView;
  background: Background = 'own';

  constructor(playout: PlayoutView) {
    this.#playout = playout;
  }

  get busy(): boolean {
    return this.#playout.busy;
  }

  at(aheadMs: number): ReturnType<PlayoutView['at']> {
    return this.#playout.at(aheadMs);
  }
}
