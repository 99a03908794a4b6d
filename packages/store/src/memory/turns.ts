/** The order in which licences take turns: round by round, in each round one session of every licence. */
export class Turns {
  /** The latest turn that each licence received since the line was last empty. */
  readonly #latest = new Map<string, number>();
  #current = 0;

  /** @returns The turn of the licence's next one in line; the lower, the sooner. A late licence gets no past rounds back. */
  next(licenceId: string): number {
    const turn = Math.max(this.#current, (this.#latest.get(licenceId) ?? -1) + 1);
    this.#latest.set(licenceId, turn);
    return turn;
  }

  /** A session with this turn has left the line for its place. */
  served(turn: number): void {
    this.#current = turn;
  }

  /** The line is empty. */
  startAnew(): void {
    this.#latest.clear();
    this.#current = 0;
  }
}
