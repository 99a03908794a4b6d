import { createHash, randomBytes } from 'node:crypto';
import type { Resumes, SessionAddress } from '@visavis/store';

/** 128 bits: not to be guessed in the half minute that one is worth something. */
const TOKEN_BYTES = 16;
/** The log recognises tokens by this prefix, and does not show them. */
const PREFIX = 'vvr_';

/**
 * The tokens with which clients come back to their sessions. Only digests are kept and looked up, so that timing reveals
 * nothing about a token.
 */
export class ResumeTokens {
  readonly #resumes: Resumes;

  constructor(resumes: Resumes) {
    this.#resumes = resumes;
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

  /** The session has ended. Idempotent. */
  forget(sessionId: string): Promise<void> {
    return this.#resumes.forget(sessionId);
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
