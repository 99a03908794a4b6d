/**
 * The line through the delays of packets over the time at which they left: by it a queue that grows is told from packets
 * that merely arrive in bursts. All packets count the same, so neither the first nor the last ones decide.
 *
 * @see draft-ietf-rmcat-gcc-02 §5.3, where a filter follows the same gradient from group to group
 */
export class DelayTrend {
  #count = 0;
  #first = { sentMs: 0, delayMs: 0 };
  #spanMs = 0;
  #sums = { x: 0, y: 0, xx: 0, xy: 0 };

  /**
   * @param sentMs When a packet left: not before those that were added before, or only a little.
   * @param delayMs How long it was on its way, compared with any other.
   */
  add(sentMs: number, delayMs: number): void {
    if (this.#count++ === 0) this.#first = { sentMs, delayMs };
    // Compared with the first packet: sums of squares of a clock's times have no digits left for their differences.
    const [x, y] = [sentMs - this.#first.sentMs, delayMs - this.#first.delayMs];
    this.#spanMs = Math.max(this.#spanMs, x);
    this.#sums.x += x;
    this.#sums.y += y;
    this.#sums.xx += x * x;
    this.#sums.xy += x * y;
  }

  /** Time from the first packet to the last one, ms. */
  get spanMs(): number {
    return this.#spanMs;
  }

  /** How much longer the last packet was on its way than the first one, by the line through all of them, ms. */
  get riseMs(): number {
    const { x, y, xx, xy } = this.#sums;
    const spread = this.#count * xx - x * x;
    return spread <= 0 ? 0 : (this.#spanMs * (this.#count * xy - x * y)) / spread;
  }
}
