/** Tokens remembered at most; the one that would expire first is forgotten first, when an attacker makes that many. */
const MAX_REMEMBERED = 100_000;

/** Which single-use tokens have been used, until they would have expired anyway. */
export class SpentTokens {
  readonly #expiryById = new Map<string, number>();

  /** @returns `false` when it was spent before. */
  spend({ id, expiresAtMs }: { id: string; expiresAtMs: number }, nowMs: number): boolean {
    if (this.#expiryById.has(id)) return false;
    for (const [old, expiryMs] of this.#expiryById) if (expiryMs <= nowMs) this.#expiryById.delete(old);
    if (this.#expiryById.size >= MAX_REMEMBERED) this.#forgetSoonest();
    this.#expiryById.set(id, expiresAtMs);
    return true;
  }

  has(id: string): boolean {
    return this.#expiryById.has(id);
  }

  #forgetSoonest(): void {
    let soonest: [string, number] | undefined;
    for (const entry of this.#expiryById) if (!soonest || entry[1] < soonest[1]) soonest = entry;
    if (soonest) this.#expiryById.delete(soonest[0]);
  }
}
