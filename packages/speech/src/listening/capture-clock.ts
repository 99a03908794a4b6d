/**
 * Frames over which the least delayed arrival is looked for: 2 s. A microphone from which a busy machine has dropped sound
 * is placed right again 2 to 4 s later.
 */
const PERIOD_FRAMES = 64;

/**
 * Places the microphone's sound on the clock of its arrival. Samples count time without jitter, and the least delayed
 * arrival shows when they were made; but dropped samples and drifting clocks shift the two, so old arrivals are
 * forgotten.
 */
export class CaptureClock {
  /** Least difference between arrival and microphone time in this period, and in the one before, ms. */
  #least = Infinity;
  #before = Infinity;
  #frames = 0;

  /**
   * @param endMs Where a frame ends in the time that counts samples. @param arrivedMs When it arrived.
   * @returns When its last sample was captured.
   */
  capturedMs(endMs: number, arrivedMs: number): number {
    if (++this.#frames > PERIOD_FRAMES) {
      this.#before = this.#least;
      this.#least = Infinity;
      this.#frames = 1;
    }
    this.#least = Math.min(this.#least, arrivedMs - endMs);
    return endMs + Math.min(this.#least, this.#before);
  }
}
