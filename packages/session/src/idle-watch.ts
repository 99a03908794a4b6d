import type { Clock } from '@visavis/core';

/** Ends an unused session: no input, and no media connection, for the given time. */
export class IdleWatch {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onIdle: () => void;
  #lastMs: number;
  #watched = false;
  #cancel: () => void;

  /** @param onIdle Called once. */
  constructor(clock: Clock, timeoutMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
    this.#lastMs = clock.nowMs();
    this.#cancel = clock.after(timeoutMs, () => this.#check());
  }

  /** The client has done something. Cheap: called for every piece of sound. */
  touch(): void {
    this.#lastMs = this.#clock.nowMs();
  }

  /** @param watched Whether a viewer sees the face. */
  setWatched(watched: boolean): void {
    this.#watched = watched;
    this.touch();
  }

  close(): void {
    this.#cancel();
  }

  #check(): void {
    if (this.#watched) this.touch();
    const leftMs = this.#lastMs + this.#timeoutMs - this.#clock.nowMs();
    if (leftMs <= 0) this.#onIdle();
    else this.#cancel = this.#clock.after(leftMs, () => this.#check());
  }
}
