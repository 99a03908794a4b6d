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
const NOTHING: Loss = { share: 0, since: 0 };
/** A packet is requested again and again for about so long. */
const REQUESTED_MS = 3000;
/** Where less than this part of what was requested is reported as lost, the rest was late: it came behind others. */
const LOST = 0.5;

/**
 * Notices by the packets that a viewer requests again that the queue of a link overflows: its reports come once a second,
 * and that is too late. On a link where packets overtake others a request says nothing; reports show which link it is.
 */
export class LossMeter {
  #sentAtMs: number[] = [];
  /** Packets that were requested and when they were first, in that order. */
  readonly #missed = new Map<number, number>();
  /** Since the last report. */
  #sent = 0;
  #requested = 0;
  #keepsOrder = false;

  sent(nowMs: number): void {
    this.#sent++;
    this.#sentAtMs.push(nowMs);
    while (this.#sentAtMs.length > WINDOW_PACKETS && this.#sentAtMs[0]! <= nowMs - WINDOW_MS) this.#sentAtMs.shift();
  }

  /** @param sequences The packets that are requested. */
  requested(sequences: readonly number[], nowMs: number): Loss {
    for (const [sequence, atMs] of this.#missed) if (atMs <= nowMs - REQUESTED_MS) this.#missed.delete(sequence);
    for (const sequence of sequences) {
      if (this.#missed.has(sequence)) continue;
      this.#missed.set(sequence, nowMs);
      this.#requested++;
    }
    if (!this.#keepsOrder) return NOTHING;
    const fromMs = this.#sentAtMs[0] ?? nowMs;
    const recent = [...this.#missed].filter(([, atMs]) => atMs >= fromMs).map(([sequence]) => sequence);
    if (recent.length < LEAST) return NOTHING;
    const span = ((recent.at(-1)! - recent[0]!) & 0xffff) + 1;
    return {
      share: Math.min(1, recent.length / this.#sentAtMs.length),
      since: Math.min(1, recent.length / span),
    };
  }

  /** @param fractionLost 0…1 of the packets since the last report. Before the first, requests say nothing. */
  reported(fractionLost: number): void {
    this.#keepsOrder = this.#requested < LEAST || fractionLost * this.#sent >= LOST * this.#requested;
    this.#sent = this.#requested = 0;
  }
}
