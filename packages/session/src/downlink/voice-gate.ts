import type { Clock } from '@visavis/core';

/** A viewer that has just connected still loses the first packets: its decoder and its speaker start up. */
const SETTLE_MS = 200;
/** The reply goes on as text when there is no media connection by then. */
const GIVE_UP_MS = 8_000;

/** Holds the first words back until a viewer can hear them. Opens once and never shuts. */
export class VoiceGate {
  readonly #clock: Clock;
  readonly #onOpen: () => void;
  #cancel: () => void;
  #open = false;
  #settling = false;

  constructor(clock: Clock, onOpen: () => void) {
    this.#clock = clock;
    this.#onOpen = onOpen;
    this.#cancel = clock.after(GIVE_UP_MS, () => this.#opens());
  }

  get open(): boolean {
    return this.#open;
  }

  mediaConnected(): void {
    if (this.#open || this.#settling) return;
    this.#settling = true;
    this.#cancel();
    this.#cancel = this.#clock.after(SETTLE_MS, () => this.#opens());
  }

  close(): void {
    this.#cancel();
  }

  #opens(): void {
    this.#open = true;
    this.#onOpen();
  }
}
