import { systemClock, type Clock } from '@visavis/core';
import { LONGEST_LIFE_MS, MAX_SPENT_PER_LICENCE, tooManySpent, type SingleUseToken, type Tokens } from '../tokens.js';

export interface MemoryTokensOptions {
  readonly clock?: Pick<Clock, 'nowMs'>;
  /** Spent tokens of one licence at most. @defaultValue {@link MAX_SPENT_PER_LICENCE} */
  readonly perLicence?: number | undefined;
}

interface Spent {
  readonly expiresAtMs: number;
  /** On the monotonic clock. */
  readonly spentMs: number;
}

/** Spent tokens of one process; a restart forgets them. */
export class MemoryTokens implements Tokens {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #perLicence: number;
  readonly #byLicence = new Map<string, Map<string, Spent>>();

  constructor({ clock = systemClock, perLicence = MAX_SPENT_PER_LICENCE }: MemoryTokensOptions = {}) {
    this.#clock = clock;
    this.#perLicence = perLicence;
  }

  spend({ id, licenceId, expiresAtMs }: SingleUseToken, nowMs: number): Promise<boolean> {
    this.#forgetExpired(nowMs);
    const spent = this.#byLicence.get(licenceId) ?? new Map<string, Spent>();
    if (spent.has(id)) return Promise.resolve(false);
    if (spent.size >= this.#perLicence) return Promise.reject(tooManySpent(licenceId));
    this.#byLicence.set(licenceId, spent.set(id, { expiresAtMs, spentMs: this.#clock.nowMs() }));
    return Promise.resolve(true);
  }

  isSpent({ id, licenceId }: SingleUseToken): Promise<boolean> {
    return Promise.resolve(this.#byLicence.get(licenceId)?.has(id) ?? false);
  }

  #forgetExpired(nowMs: number): void {
    const longAgoMs = this.#clock.nowMs() - LONGEST_LIFE_MS;
    for (const [licenceId, spent] of this.#byLicence) {
      for (const [id, { expiresAtMs, spentMs }] of spent)
        if (expiresAtMs <= nowMs && spentMs <= longAgoMs) spent.delete(id);
      if (spent.size === 0) this.#byLicence.delete(licenceId);
    }
  }
}
