import { systemClock, type Clock } from '@visavis/core';
import { LONGEST_LIFE_MS, type SingleUseToken, type Tokens } from '../tokens.js';

/** Tokens remembered at most; when an attacker spends more, the one that would expire first is forgotten first. */
const MAX_REMEMBERED = 100_000;

interface Spent {
  readonly expiresAtMs: number;
  /** On the monotonic clock. */
  readonly spentMs: number;
}

/** Spent tokens of one process; a restart forgets them. */
export class MemoryTokens implements Tokens {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #spent = new Map<string, Spent>();

  constructor(clock: Pick<Clock, 'nowMs'> = systemClock) {
    this.#clock = clock;
  }

  spend({ id, expiresAtMs }: SingleUseToken, nowMs: number): Promise<boolean> {
    this.#forgetExpired(nowMs);
    const first = !this.#spent.has(id);
    if (first && this.#spent.size >= MAX_REMEMBERED) this.#forgetSoonest();
    if (first) this.#spent.set(id, { expiresAtMs, spentMs: this.#clock.nowMs() });
    return Promise.resolve(first);
  }

  isSpent({ id }: SingleUseToken): Promise<boolean> {
    return Promise.resolve(this.#spent.has(id));
  }

  #forgetExpired(nowMs: number): void {
    const longAgoMs = this.#clock.nowMs() - LONGEST_LIFE_MS;
    for (const [id, { expiresAtMs, spentMs }] of this.#spent)
      if (expiresAtMs <= nowMs && spentMs <= longAgoMs) this.#spent.delete(id);
  }

  #forgetSoonest(): void {
    let soonest: [id: string, spent: Spent] | undefined;
    for (const entry of this.#spent) if (!soonest || entry[1].expiresAtMs < soonest[1].expiresAtMs) soonest = entry;
    if (soonest) this.#spent.delete(soonest[0]);
  }
}
