import type { Clock, Logger } from '@visavis/core';
import { UNIFIED } from '@visavis/protocol';
import { ending, LEFT, type ClientSocket, type Session, type SocketQuery } from '@visavis/session';
import type { Resumes } from '@visavis/store';
import type { IceServersFor } from '../ice/ice-servers.js';
import type { RequestOrigin } from '../keys/keys.js';
import type { Refusals } from '../keys/refusals.js';
import { logWith } from '../log.js';
import { ResumeTokens } from './resume-tokens.js';
import type { Arrival } from './upgrade.js';

export interface ResumptionOptions {
  readonly resumes: Resumes;
  /** Names this process among all that share the store. */
  readonly nodeId: string;
  /** The sessions of this process. */
  sessionOf(sessionId: string): Session | undefined;
  readonly iceServersFor: IceServersFor;
  /** Delays the answer to a token that was guessed, and records it. */
  readonly refusals: Pick<Refusals, 'refused'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Back = NonNullable<SocketQuery['resume']>;

/** Brings clients back to their sessions. */
export class Resumption {
  readonly #options: ResumptionOptions;
  readonly #tokens: ResumeTokens;

  constructor(options: ResumptionOptions) {
    this.#options = options;
    this.#tokens = new ResumeTokens(options.resumes, options.clock);
  }

  /**
   * Connects a client that has come back with its session, or ends its socket with the reason. Its key is not asked for
   * again: it was admitted before, on a page of the same origin. Never rejects.
   */
  async resume(socket: ClientSocket, arrival: Arrival, back: Back): Promise<void> {
    socket.pause();
    const outcome = await this.#tryResume(socket, arrival, back).catch((error: unknown) => {
      this.#options.logger.error('resume failed', { error });
      return 'internal' as const;
    });
    socket.resume();
    if (outcome === 'resumed') return;
    const { event, code, reason } = ending(outcome);
    for (const frame of event ? UNIFIED.write(event) : []) socket.send(frame);
    void socket.end(code, reason);
  }

  /**
   * Ends the session of a client that leaves, over whatever socket it has or without one.
   *
   * @returns Whether the token is one of a session here, which may have ended a moment ago. Takes longer where not, for
   *   an address that guesses.
   */
  async end(token: string, { origin, address }: RequestOrigin): Promise<boolean> {
    const found = await this.#tokens.use(token, origin);
    if (!found) await this.#options.refusals.refused('session.gone', address);
    if (found?.nodeId !== this.#options.nodeId) return false;
    void this.#options.sessionOf(found.sessionId)?.end(LEFT);
    return true;
  }

  /**
   * @param origin Where its client connects from, the token works there alone.
   * @returns A token with which the session's client may come back.
   */
  async issueToken(session: Session, origin: string | undefined): Promise<string> {
    const token = await this.#tokens.issue({ nodeId: this.#options.nodeId, sessionId: session.id, origin });
    // A session that has ended meanwhile has forgotten its tokens before this one was there.
    if (session.state.name === 'closing') await this.forget(session.id);
    return token;
  }

  /** The session has ended. Never rejects. */
  async forget(sessionId: string): Promise<void> {
    await this.#tokens
      .forget(sessionId)
      .catch((error: unknown) =>
        this.#options.logger.error('resume tokens not forgotten', { session: sessionId, error }),
      );
  }

  async #tryResume(
    socket: ClientSocket,
    arrival: Arrival,
    { token, after }: Back,
  ): Promise<'resumed' | 'session.gone'> {
    const session = await this.#find(token, arrival);
    if (!session) return 'session.gone';
    const resumeToken = await this.issueToken(session, arrival.origin);
    // A client that has gone again finds its session waiting, as before.
    if (!socket.open) return 'session.gone';
    const iceServers = this.#options.iceServersFor(session.id, arrival.hostname);
    if (!session.resume(socket, { after, iceServers, resumeToken })) return 'session.gone';
    logWith(this.#options.logger, { session: session.id }).info('client is back');
    return 'resumed';
  }

  async #find(token: string, { origin, address: client }: Arrival): Promise<Session | undefined> {
    const { nodeId, sessionOf, refusals, logger } = this.#options;
    const address = await this.#tokens.use(token, origin);
    if (!address) await refusals.refused('session.gone', client);
    if (!address || address.nodeId === nodeId) return address && sessionOf(address.sessionId);
    logWith(logger, { session: address.sessionId }).info('session lives elsewhere', { node: address.nodeId });
    return undefined;
  }
}
