import type { SingleUseToken, Tokens } from '../tokens.js';
import { SpentTokens } from './spent-tokens.js';

/** Spent tokens of one process; a restart forgets them. */
export class MemoryTokens implements Tokens {
  readonly #spent = new SpentTokens();

  spend(token: SingleUseToken, nowMs: number): Promise<boolean> {
    this.#spent.forgetExpired(nowMs);
    const first = !this.#spent.has(token.id);
    if (first) this.#spent.add(token);
    return Promise.resolve(first);
  }

  isSpent(id: string): Promise<boolean> {
    return Promise.resolve(this.#spent.has(id));
  }
}
