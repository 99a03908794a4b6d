/** Microphone rates that can be distinguished. Others have to be declared. */
export type DetectedRate = 16_000 | 24_000;

/** Long enough that a lump of 341 ms, as several clients send, moves the estimate by little. */
const WINDOW_MS = 2_500;
/** A longer pause is a microphone that was off; counting over it would make 24 kHz look slow. */
const MAX_GAP_MS = 500;
/** Messages this close belong to one lump: they stand for the time before the first, not after it. */
const LUMP_MS = 20;
const TOLERANCE = 0.08;

/**
 * Distinguishes a 16 kHz microphone from the usual 24 kHz one by counting samples against the clock, once, over the first
 * seconds: messages do not carry the rate, and one client family sends 16 kHz without declaring it.
 */
export class RateDetector {
  #startMs: number | undefined;
  #lastMs = 0;
  #samples = 0;
  #decided: DetectedRate | undefined;

  /**
   * @param count Samples in this message.
   * @param nowMs When it came, monotonic.
   * @returns The decision, on the message that brings it; `undefined` before and after.
   */
  push(count: number, nowMs: number): DetectedRate | undefined {
    if (this.#decided !== undefined) return undefined;
    if (this.#startMs === undefined || nowMs - this.#lastMs > MAX_GAP_MS) {
      this.#startMs = nowMs;
      this.#samples = 0;
    } else if (nowMs - this.#startMs > LUMP_MS) {
      if (nowMs - this.#startMs >= WINDOW_MS && nowMs - this.#lastMs > LUMP_MS) this.#decided = this.#decide();
      this.#samples += count;
    }
    this.#lastMs = nowMs;
    return this.#decided;
  }

  /** Counts whole lumps only: those between the first and the latest complete one. */
  #decide(): DetectedRate {
    const perSecond = (this.#samples / (this.#lastMs - (this.#startMs ?? 0))) * 1000;
    return Math.abs(perSecond / 16_000 - 1) <= TOLERANCE ? 16_000 : 24_000;
  }
}
