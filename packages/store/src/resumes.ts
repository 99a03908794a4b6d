/** Where a session lives: never an object, since the client may come back to another node. */
export interface SessionAddress {
  readonly nodeId: string;
  readonly sessionId: string;
  /** Origin of the page that opened it; `undefined` for a program that is no page. */
  readonly origin: string | undefined;
}

/**
 * The tokens with which clients come back to their sessions, by their digests.
 *
 * A token is spent when its successor is used, not before: the answer that brings the successor may be lost in its turn.
 */
export interface Resumes {
  /** @param digest Digest of a new token: only its client knows the token itself. */
  remember(digest: string, session: SessionAddress): Promise<void>;
  /**
   * One step: finds the session, and spends all its other tokens, those before and the one that never arrived.
   *
   * @param origin Where the token is used: elsewhere than where the session was opened it finds nothing, and spends nothing.
   */
  use(digest: string, origin: string | undefined): Promise<SessionAddress | undefined>;
  /** The session has ended. Idempotent. */
  forget(sessionId: string): Promise<void>;
}
