import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@visavis/core';
import type { Resumes, SessionAddress } from '@visavis/store';

/** 128 bits: not to be guessed in the half minute that one is worth something. */
const TOKEN_BYTES = 16;
/** The log recognises tokens by this prefix, and does not show them. */
const PREFIX = 'vvr_';
/** How long a token is known after its session has ended: a goodbye may come twice, and a client too late. */
const KNOWN_MS = 60_000;

/**
 * The tokens with which clients come back to their sessions. Only digests are kept and looked up, so that timing reveals
 * nothing about a token.
 */
export class ResumeTokens {
  readonly #resumes: Resumes;
  readonly #clock: Clock;
  /** The sessions whose tokens are to be forgotten, by the time of their end, oldest first. */
  readonly #ended = new Map<string, number>();

  constructor(resumes: Resumes, clock: Clock) {
    this.#resumes = resumes;
    this.#clock = clock;
  }

  async issue(session: SessionAddress): Promise<string> {
    const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    await this.#resumes.remember(digestOf(token), session);
    return token;
  }

  /** Finds where its session lives; see {@link Resumes.use} on origins and on the tokens that are spent from now on. */
  use(token: string, origin: string | undefined): Promise<SessionAddress | undefined> {
    return this.#resumes.use(digestOf(token), origin);
  }

  /**
   * The session has ended: its tokens are forgotten after a while, when a later session ends. Until then they lead
   * nowhere, but are not taken for guesses. Idempotent.
   */
  async forget(sessionId: string): Promise<void> {
    const nowMs = this.#clock.nowMs();
    if (!this.#ended.has(sessionId)) this.#ended.set(sessionId, nowMs);
    for (const [ended, atMs] of this.#ended) {
      if (nowMs - atMs < KNOWN_MS) return;
      this.#ended.delete(ended);
      await this.#resumes.forget(ended);
    }
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
