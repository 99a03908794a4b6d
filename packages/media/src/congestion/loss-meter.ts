/** What is lost, 0…1. */
export interface Loss {
  /** Of the packets of the last half second. */
  readonly share: number;
  /** Of those from the first lost one to the last. */
  readonly since: number;
}

/** What is compared: the packets of so long, and so many of them at least. */
const WINDOW_MS = 500;
const WINDOW_PACKETS = 12;
/** Fewer lost packets say nothing. */
const LEAST = 4;
/** A packet is requested again and again for about so long. */
const REQUESTED_MS = 3000;

/**
 * Notices by the packets that a viewer requests again that the queue of a link overflows: its reports come once a second,
 * and that is too late.
 */
export class LossMeter {
  #sentAtMs: number[] = [];
  /** Packets that were requested and when they were first, in that order. */
  readonly #missed = new Map<number, number>();

  sent(nowMs: number): void {
    this.#sentAtMs.push(nowMs);
    while (this.#sentAtMs.length > WINDOW_PACKETS && this.#sentAtMs[0]! <= nowMs - WINDOW_MS) this.#sentAtMs.shift();
  }

  /** @param sequences The packets that are requested. */
  requested(sequences: readonly number[], nowMs: number): Loss {
    for (const [sequence, atMs] of this.#missed) if (atMs <= nowMs - REQUESTED_MS) this.#missed.delete(sequence);
    for (const sequence of sequences) if (!this.#missed.has(sequence)) this.#missed.set(sequence, nowMs);
    const fromMs = this.#sentAtMs[0] ?? nowMs;
    const recent = [...this.#missed].filter(([, atMs]) => atMs >= fromMs).map(([sequence]) => sequence);
    if (recent.length < LEAST) return { share: 0, since: 0 };
    const span = ((recent.at(-1)! - recent[0]!) & 0xffff) + 1;
    return {
      share: Math.min(1, recent.length / this.#sentAtMs.length),
      since: Math.min(1, recent.length / span),
    };
  }
}
