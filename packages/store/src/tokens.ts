/** A session token that is good for one session. */
export interface SingleUseToken {
  /** Unique over all servers. */
  readonly id: string;
  /** Wall clock, ms since 1970. The token can be forgotten from then on. */
  readonly expiresAtMs: number;
}

/** Which single-use tokens have been spent. What a token allows is signed into it, and stored nowhere. */
export interface Tokens {
  /**
   * Spends a token: of all calls with one id, at the same moment and on any nodes, one resolves to `true`. Tokens that have
   * expired by `nowMs` may be forgotten during this call.
   *
   * @param nowMs Wall clock, ms since 1970.
   * @returns `false` when the token was spent before.
   * @throws When it cannot be recorded as spent. It is not spent then, and must open nothing.
   */
  spend(token: SingleUseToken, nowMs: number): Promise<boolean>;
  /** Lets a spent token be refused before its holder waits for a place; only {@link spend} decides. */
  isSpent(id: string): Promise<boolean>;
}
