import type { Resumes, SessionAddress } from '../resumes.js';

/** The resume tokens of one process, whose sessions end with it. */
export class MemoryResumes implements Resumes {
  readonly #sessions = new Map<string, SessionAddress>();
  /** The digests of each session, oldest first: at most the one used last, and those issued since. */
  readonly #digests = new Map<string, readonly string[]>();

  remember(digest: string, session: SessionAddress): Promise<void> {
    this.#sessions.set(digest, session);
    this.#digests.set(session.sessionId, [...this.#digestsOf(session.sessionId), digest]);
    return Promise.resolve();
  }

  use(digest: string, origin: string | undefined): Promise<SessionAddress | undefined> {
    const session = this.#sessions.get(digest);
    if (!session || session.origin !== origin) return Promise.resolve(undefined);
    for (const other of this.#digestsOf(session.sessionId)) if (other !== digest) this.#sessions.delete(other);
    this.#digests.set(session.sessionId, [digest]);
    return Promise.resolve(session);
  }

  forget(sessionId: string): Promise<void> {
    for (const digest of this.#digestsOf(sessionId)) this.#sessions.delete(digest);
    this.#digests.delete(sessionId);
    return Promise.resolve();
  }

  #digestsOf(sessionId: string): readonly string[] {
    return this.#digests.get(sessionId) ?? [];
  }
}
