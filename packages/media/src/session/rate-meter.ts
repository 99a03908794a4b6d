/** Bits per second over the last second, in slots of 100 ms. */
export class RateMeter {
  readonly #slots = new Array<number>(10).fill(0);
  #slot = 0;

  add(bytes: number, nowMs: number): void {
    this.#advance(nowMs);
    const index = this.#slot % this.#slots.length;
    this.#slots[index] = (this.#slots[index] ?? 0) + bytes;
  }

  bitrateBps(nowMs: number): number {
    this.#advance(nowMs);
    return 8 * this.#slots.reduce((sum, bytes) => sum + bytes, 0);
  }

  #advance(nowMs: number): void {
    const slot = Math.floor(nowMs / 100);
    const passed = Math.min(this.#slots.length, slot - this.#slot);
    for (let i = 1; i <= passed; i++) this.#slots[(slot - passed + i) % this.#slots.length] = 0;
    this.#slot = Math.max(this.#slot, slot);
  }
}
