import type { Clock } from '@visavis/core';
import { LISTEN_RATE_HZ } from '@visavis/sound';

/**
 * A microphone from which nothing has come for so long is off, or its client is lost. One that is merely late has swallowed
 * a word at most.
 */
const SILENT_AFTER_MS = 1_000;
/** An utterance longer than this is ended, however much or little sound comes. */
const LONGEST_MS = 60_000;
const SILENCE = new Float32Array((LISTEN_RATE_HZ * SILENT_AFTER_MS) / 1000);

export interface WatchedUtterance {
  /** Takes the silence of a microphone that sends nothing. */
  hear(samples: Float32Array): void;
  /** The utterance has lasted too long. Once. */
  tooLong(): void;
}

/**
 * Watches an utterance by the clock: its end is found in the silence that follows, and a client that stops sending sends
 * none. After a second without sound it is heard as silent, second by second.
 */
export class UtteranceWatch {
  readonly #clock: Clock;
  readonly #watched: WatchedUtterance;
  #lastMs: number;
  #cancelSilence: () => void = () => undefined;
  #cancelEnd: () => void = () => undefined;

  constructor(clock: Clock, watched: WatchedUtterance) {
    this.#clock = clock;
    this.#watched = watched;
    this.#lastMs = clock.nowMs();
  }

  /** Sound has come. */
  heard(): void {
    this.#lastMs = this.#clock.nowMs();
  }

  /** The user has begun to speak. */
  begin(): void {
    this.end();
    this.#awaitSilence();
    this.#cancelEnd = this.#clock.after(LONGEST_MS, () => this.#watched.tooLong());
  }

  /** The utterance has ended. Idempotent. */
  end(): void {
    this.#cancelSilence();
    this.#cancelEnd();
  }

  #awaitSilence(): void {
    const leftMs = this.#lastMs + SILENT_AFTER_MS - this.#clock.nowMs();
    this.#cancelSilence = this.#clock.after(leftMs, () => {
      if (this.#clock.nowMs() - this.#lastMs >= SILENT_AFTER_MS) {
        this.heard();
        this.#watched.hear(SILENCE);
      }
      this.#awaitSilence();
    });
  }
}
