import type { Clock } from '@visavis/core';
import { LISTEN_RATE_HZ } from '@visavis/sound';

/** A client that is back sooner has only swallowed a word: what the user is saying goes on. */
const BEGINS_AFTER_MS = 1_000;
/** Longer than a listener waits for the next word. */
const PAUSE_MS = 2_000;

/**
 * Sends the ear a pause while the client is lost and its microphone cannot be heard: it begins after a second, so that
 * what the user was saying ends there and is answered, instead of hanging in the air until the client is back.
 */
export class MicrophoneGap {
  readonly #clock: Clock;
  readonly #hear: (samples: Float32Array) => void;
  #cancel: () => void = () => undefined;

  /** @param hear Takes samples at the rate of listening. */
  constructor(clock: Clock, hear: (samples: Float32Array) => void) {
    this.#clock = clock;
    this.#hear = hear;
  }

  begin(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(BEGINS_AFTER_MS, () =>
      this.#hear(new Float32Array((LISTEN_RATE_HZ * PAUSE_MS) / 1000)),
    );
  }

  end(): void {
    this.#cancel();
  }

  close(): void {
    this.#cancel();
  }
}
