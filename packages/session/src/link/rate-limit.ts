/**
 * A token bucket: `burst` at once, `perSecond` in the long run.
 * Pure apart from its own level; time is passed in.
 */
export class RateLimit {
  readonly #burst: number;
  readonly #perSecond: number;
  #level: number;
  #lastMs: number | undefined;

  constructor(options: { burst: number; perSecond: number }) {
    this.#burst = options.burst;
    this.#perSecond = options.perSecond;
    this.#level = options.burst;
  }

  /**
   * @param amount Messages or bytes.
   * @param nowMs Monotonic.
   * @returns Whether it fits. What does not fit costs nothing.
   */
  take(amount: number, nowMs: number): boolean {
    this.#refill(nowMs);
    if (amount > this.#level) return false;
    this.#level -= amount;
    return true;
  }

  /** @returns How long it takes until `amount`, at most a burst, fits, ms; 0 when it fits now. */
  waitMs(amount: number, nowMs: number): number {
    this.#refill(nowMs);
    return amount <= this.#level ? 0 : 1 + Math.floor(((amount - this.#level) / this.#perSecond) * 1000);
  }

  /** @returns The part of `amount` that fits. */
  takeUpTo(amount: number, nowMs: number): number {
    this.#refill(nowMs);
    const taken = Math.min(amount, this.#level);
    this.#level -= taken;
    return taken;
  }

  #refill(nowMs: number): void {
    this.#level = Math.min(this.#burst, this.#level + ((nowMs - (this.#lastMs ?? nowMs)) / 1000) * this.#perSecond);
    this.#lastMs = nowMs;
  }
}
