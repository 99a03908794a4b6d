import type { Clock } from '@visavis/core';

const INTERVAL_MS = 5_000;
const PROBE_MS = 5_000;

/** Notices a peer that has vanished: it is asked every 5 s, and is dead after two questions without an answer. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #ask: () => void;
  readonly #onDead: () => void;
  #unanswered = 0;
  #cancel: () => void;
  #cancelProbe: () => void = () => undefined;

  /** @param ask Sends a ping. @param onDead Called once; the heartbeat has stopped by then. */
  constructor(clock: Clock, ask: () => void, onDead: () => void) {
    this.#clock = clock;
    this.#ask = ask;
    this.#onDead = onDead;
    this.#cancel = clock.after(INTERVAL_MS, () => this.#beat());
  }

  /** The peer has shown that it lives. */
  answered(): void {
    this.#unanswered = 0;
    this.#cancelProbe();
  }

  /** There is reason to doubt: asks now and waits 5 s. */
  probe(): void {
    this.#cancelProbe();
    this.#cancelProbe = this.#clock.after(PROBE_MS, () => this.#die());
    this.#ask();
  }

  close(): void {
    this.#cancel();
    this.#cancelProbe();
  }

  #beat(): void {
    if (this.#unanswered >= 2) return this.#die();
    this.#unanswered++;
    this.#cancel = this.#clock.after(INTERVAL_MS, () => this.#beat());
    this.#ask();
  }

  #die(): void {
    this.close();
    this.#onDead();
  }
}
