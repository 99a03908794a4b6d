/** Upper edges of the buckets, ms. The last bucket holds all later ticks. */
const EDGES_MS = [0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 40, 100, Infinity];

/** Histogram of the lateness of ticks, of fixed size, so that it costs the same after a year. */
export class Lateness {
  readonly #counts = new Array<number>(EDGES_MS.length).fill(0);
  #total = 0;
  #mostMs = 0;

  add(lateMs: number): void {
    const bucket = EDGES_MS.findIndex((edge) => lateMs <= edge);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
    this.#mostMs = Math.max(this.#mostMs, lateMs);
  }

  get count(): number {
    return this.#total;
  }

  /**
   * @param share 0…1.
   * @returns Upper edge of the bucket that holds it, ms, or the largest value seen if that is lower: never less than
   * the true quantile; 0 before any tick.
   */
  quantile(share: number): number {
    let left = share * this.#total;
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0 && this.#total > 0) return Math.min(EDGES_MS[bucket] ?? Infinity, this.#mostMs);
    }
    return 0;
  }
}
