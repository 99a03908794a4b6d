import type { SingleUseToken } from '../tokens.js';

/** Tokens remembered at most; when an attacker spends more, the one that would expire first is forgotten first. */
export const MAX_REMEMBERED = 100_000;

/** The spent tokens that have not expired yet. */
export class SpentTokens {
  readonly #expiryById = new Map<string, number>();

  get size(): number {
    return this.#expiryById.size;
  }

  get all(): SingleUseToken[] {
    return [...this.#expiryById].map(([id, expiresAtMs]) => ({ id, expiresAtMs }));
  }

  has(id: string): boolean {
    return this.#expiryById.has(id);
  }

  add({ id, expiresAtMs }: SingleUseToken): void {
    if (this.#expiryById.size >= MAX_REMEMBERED) this.#forgetSoonest();
    this.#expiryById.set(id, expiresAtMs);
  }

  forgetExpired(nowMs: number): void {
    for (const [id, expiryMs] of this.#expiryById) if (expiryMs <= nowMs) this.#expiryById.delete(id);
  }

  #forgetSoonest(): void {
    let soonest: [string, number] | undefined;
    for (const entry of this.#expiryById) if (!soonest || entry[1] < soonest[1]) soonest = entry;
    if (soonest) this.#expiryById.delete(soonest[0]);
  }
}
