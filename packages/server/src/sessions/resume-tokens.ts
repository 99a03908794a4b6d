import { createHash, randomBytes } from 'node:crypto';

/** 128 bits: nobody guesses one in the half minute it is worth something. */
const TOKEN_BYTES = 16;
/** By it the log knows what it must not show. */
const PREFIX = 'vvr_';

/**
 * The tokens with which clients come back to their sessions. Only digests are kept, and looked up by: how long a
 * look-up takes says nothing about a token.
 *
 * A token is spent when its successor is used, not before: the answer that brings the successor may be lost in its turn.
 */
export class ResumeTokens<Owner> {
  readonly #owners = new Map<string, Owner>();
  /** Of each owner, oldest first: at most the token used last, and the one issued then. */
  readonly #digests = new Map<Owner, string[]>();

  issue(owner: Owner): string {
    const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    const digest = digestOf(token);
    this.#owners.set(digest, owner);
    this.#digests.set(owner, [...(this.#digests.get(owner) ?? []), digest]);
    return token;
  }

  /** Whose it is; its predecessors are spent from now on, and so is the successor that never arrived. */
  use(token: string): Owner | undefined {
    const used = digestOf(token);
    const owner = this.#owners.get(used);
    if (owner === undefined) return undefined;
    for (const digest of this.#digests.get(owner) ?? []) if (digest !== used) this.#owners.delete(digest);
    this.#digests.set(owner, [used]);
    return owner;
  }

  /** The owner has ended. Idempotent. */
  forget(owner: Owner): void {
    for (const digest of this.#digests.get(owner) ?? []) this.#owners.delete(digest);
    this.#digests.delete(owner);
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
