import type { Attention, Background, Expression, Motion } from '@visavis/core';
import type { FaceView, PlayoutView, SpokenInstant } from '@visavis/media';

/**
 * What a session's face moves to: its speech, what it attends to, and what it expresses where its words ask for nothing;
 * and what is seen behind it.
 */
export class FaceCues implements FaceView {
  readonly #playout: PlayoutView;
  background: Background = 'own';
  attention: Attention = 'idle';
  expression: Expression = 'neutral';

  constructor(playout: PlayoutView) {
    this.#playout = playout;
  }

  get motion(): Motion {
    return { attention: this.attention, expression: this.expression };
  }

  get busy(): boolean {
    return this.#playout.busy;
  }

  at(aheadMs: number): SpokenInstant | undefined {
    return this.#playout.at(aheadMs);
  }
}
