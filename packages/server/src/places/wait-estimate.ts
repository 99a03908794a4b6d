import type { Standing, Occupancy } from '@visavis/store';

/** The delay that a full server asks for without evidence. */
const RETRY_AFTER_S = 10;
const MAX_RETRY_AFTER_S = 600;
/** Sessions the mean is taken over: what was an hour ago says little about now. */
const RECENT = 50;
/** Fewer than that are no evidence. */
const EVIDENCE = 3;

/** How long it takes to get a place, from how long sessions lately held theirs. */
export class WaitEstimate {
  readonly #recentMs: number[] = [];

  /** A session has held its place for so long. */
  stayed(lengthMs: number): void {
    this.#recentMs.push(lengthMs);
    if (this.#recentMs.length > RECENT) this.#recentMs.shift();
  }

  /**
   * With n sessions of mean length m, one ends every m ÷ n: so long for each place in front, of the limit that binds.
   *
   * @returns s; `undefined` until there is evidence.
   */
  waitS({ position, positionInLicence, server, licence }: Standing): number | undefined {
    if (this.#recentMs.length < EVIDENCE) return undefined;
    const meanMs = this.#recentMs.reduce((sum, ms) => sum + ms, 0) / this.#recentMs.length;
    const rounds = Math.max(roundsUntil(position, server), roundsUntil(positionInLicence, licence));
    return Math.ceil((rounds * meanMs) / 1000);
  }

  /** When a client that does not wait should try again, s: by then the clients that wait now had their turn. */
  retryAfterS(standing: Standing): number {
    const waitS = this.waitS(standing) ?? RETRY_AFTER_S;
    return Math.min(Math.max(waitS, 1), MAX_RETRY_AFTER_S);
  }
}

/** How often all places must change hands; 0 where this limit is not reached. */
const roundsUntil = (position: number, { used, limit }: Occupancy): number => (used >= limit ? position / limit : 0);
