/** Sessions the mean is taken over: what was an hour ago tells little about now. */
const RECENT = 50;
/** Fewer than that are no evidence. */
const EVIDENCE = 3;

/** How long sessions lately held their place. */
export class Stays {
  readonly #recentMs: number[] = [];

  add(lengthMs: number): void {
    this.#recentMs.push(lengthMs);
    if (this.#recentMs.length > RECENT) this.#recentMs.shift();
  }

  /** ms; `undefined` until there is evidence. */
  get meanMs(): number | undefined {
    const count = this.#recentMs.length;
    return count < EVIDENCE ? undefined : this.#recentMs.reduce((sum, ms) => sum + ms, 0) / count;
  }
}
