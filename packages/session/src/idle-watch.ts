import type { Clock } from '@visavis/core';

/** A client that has neither answered the offer nor said anything after so long has only taken a place, ms. */
const ARRIVAL_MS = 15_000;

/** Ends an unused session: no sound, no words, and no media connection, for the given time; for less until it was used. */
export class IdleWatch {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onIdle: () => void;
  #limitMs: number;
  #lastMs: number;
  #watched = false;
  #cancel: () => void;

  /** @param onIdle Called once. */
  constructor(clock: Clock, timeoutMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
    this.#limitMs = Math.min(ARRIVAL_MS, timeoutMs);
    this.#lastMs = clock.nowMs();
    this.#cancel = clock.after(this.#limitMs, () => this.#check());
  }

  /** The client has answered the offer: it is about to watch. */
  answered(): void {
    this.#limitMs = this.#timeoutMs;
  }

  /** The client has said something. Cheap: called for every piece of sound. */
  touch(): void {
    this.#limitMs = this.#timeoutMs;
    this.#lastMs = this.#clock.nowMs();
  }

  /** @param watched Whether a viewer sees the face. */
  setWatched(watched: boolean): void {
    if (watched !== this.#watched) this.touch();
    this.#watched = watched;
  }

  close(): void {
    this.#cancel();
  }

  #check(): void {
    if (this.#watched) this.touch();
    const leftMs = this.#lastMs + this.#limitMs - this.#clock.nowMs();
    if (leftMs <= 0) this.#onIdle();
    else this.#cancel = this.#clock.after(leftMs, () => this.#check());
  }
}
