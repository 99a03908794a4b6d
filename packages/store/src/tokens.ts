import { TOKEN_LIFE_S } from '@visavis/protocol/rest';

/** A session token that is good for one use. */
export interface SingleUseToken {
  /** Unique over all servers; of letters, digits, `-` and `_`. */
  readonly id: string;
  /** The licence that signed it, of the same characters. Its holder signs as many as it likes. */
  readonly licenceId: string;
  /** Wall clock, ms since 1970. The token can be forgotten from then on; see {@link LONGEST_LIFE_MS}. */
  readonly expiresAtMs: number;
}

/**
 * How long a spent token is remembered at least, by a clock that never goes back: no token lives longer. The wall clock may
 * be ahead for a while, and a token that was forgotten then would be good again afterwards.
 */
export const LONGEST_LIFE_MS = TOKEN_LIFE_S.max * 1000;

/**
 * Spent tokens of one licence that are remembered at a time: fourteen sessions a second for two hours, or 30 MB of empty
 * files. None is forgotten for a newer one, which would make it good again, and no licence takes the room of another.
 */
export const MAX_SPENT_PER_LICENCE = 100_000;

/** What {@link Tokens.spend} throws for a licence whose spent tokens are as many as are remembered. */
export const tooManySpent = (licenceId: string): Error =>
  new Error(`Licence ${licenceId} has used more single-use tokens than are remembered`);

/** Which single-use tokens have been spent. What a token allows is signed into it, and stored nowhere. */
export interface Tokens {
  /**
   * Spends a token: of all calls for one token, at the same moment and on any nodes, one resolves to `true`. Tokens that
   * have expired by `nowMs` may be forgotten during this call, {@link LONGEST_LIFE_MS} after they were spent.
   *
   * @param nowMs Wall clock, ms since 1970.
   * @returns `false` when the token was spent before.
   * @throws When it cannot be recorded as spent, for one because its licence has too many ({@link tooManySpent}). It is
   *   not spent then, and must open nothing.
   */
  spend(token: SingleUseToken, nowMs: number): Promise<boolean>;
  /** Lets a spent token be refused before its holder waits for a place; only {@link spend} decides. */
  isSpent(token: SingleUseToken): Promise<boolean>;
}
