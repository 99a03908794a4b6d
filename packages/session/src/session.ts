import { ResourceStack, type Clock, type Logger } from '@visavis/core';
import type { Dialect, IceServer, ServerEvent } from '@visavis/protocol';
import type { AvatarRecord } from '@visavis/protocol/rest';
import type { TurnTaking } from '@visavis/speech';
import { ending, type Ending } from './ending.js';
import type { SessionEngines } from './engines.js';
import { IdleWatch } from './idle-watch.js';
import type { Journal, SessionEnd } from './journal.js';
import type { ClientSocket } from './link/client-socket.js';
import { Inbox } from './link/inbox.js';
import { Link, RESUME_WINDOW_S } from './link/link.js';
import { LiveSession } from './live-session.js';
import { nextSessionState, type SessionInput, type SessionState } from './session-state.js';
import type { SocketQuery } from './socket-query.js';

/** Whether a client may come in: the avatar it talks to, or how its session ends instead. */
export type Admission =
  | {
      readonly granted: true;
      /** Names the licence that the session runs under. */
      readonly licenceId: string;
      readonly avatar: AvatarRecord;
      /** Releases the place. Idempotent. */
      release(): Promise<void>;
    }
  | { readonly granted: false; readonly ending: Ending };

type Granted = Extract<Admission, { granted: true }>;

/** News that a client receives while it waits for a place. */
export interface QueueNews {
  /** 1 is next. */
  readonly position: number;
  /** `null` until sessions have been measured. */
  readonly estimatedWaitS: number | null;
}

/** Everything that one session is opened with. The session owns `socket`; `engines` are shared and stay open. */
export interface SessionOptions {
  readonly id: string;
  readonly socket: ClientSocket;
  /** The dialect that the client writes and reads. */
  readonly dialect: Dialect;
  /** The parameters in the address of the socket. */
  readonly query: SocketQuery;
  /**
   * Decides whether the client may come in, now or after waiting in line.
   *
   * @param queued Called whenever there is news for a client that waits.
   * @param signal Aborts when the session has ended meanwhile; a place that is granted afterwards is released.
   */
  admit(queued: (news: QueueNews) => void, signal: AbortSignal): Promise<Admission>;
  /** Resolves when face and models are loaded. */
  readonly engines: Promise<SessionEngines>;
  readonly iceServers: readonly IceServer[];
  /** @returns A token with which the client finds this session again. Asked for only where the client may come back. */
  issueResumeToken(): Promise<string>;
  readonly journal: Journal;
  readonly idleTimeoutMs: number;
  /** How faces take turns, where an avatar has no choice of its own. @defaultValue that of a conversation */
  readonly turnTaking?: TurnTaking | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The session takes no client back any more; what it holds is being released. Called once. */
  ended(): void;
  /** Everything is released. Called once. */
  closed(): void;
}

/** The data with which a client resumes its session over a new socket. */
export interface ResumeOptions {
  readonly after: number;
  readonly iceServers: readonly IceServer[];
  readonly resumeToken: string;
}

/** The last event over a socket that another one has replaced. */
const RESUMED_ELSEWHERE = {
  type: 'problem',
  code: 'session.resumed_elsewhere',
  message: 'The session goes on over another connection',
} as const;

/**
 * One connected user: the root of a tree of resources. Owns the link to the client, the state, and what is released
 * with them; the conversation and its media are in {@link LiveSession}.
 */
export class Session {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #logger: Logger;
  readonly #link: Link;
  readonly #resources = new ResourceStack();
  readonly #inbox = new Inbox();
  readonly #leaving = new AbortController();
  #state: SessionState = { name: 'accepted' };
  #ended: Promise<void> | undefined;

  /** Listens to the socket at once: clients send their settings before they are asked. */
  constructor(options: SessionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#logger = options.logger;
    const { clock, logger, query, socket } = options;
    this.#link = new Link(socket, { resumable: query.resumable, clock, logger });
    this.#link.events.on('textReceived', ({ text }) => this.#inbox.push(text));
    this.#link.events.on('floodPersisted', () => void this.end(ending('flood')));
    this.#link.events.on('closed', (end) => void this.#close(end));
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The client is lost and may come back. */
  get waitsForClient(): boolean {
    return this.#link.waiting;
  }

  /** Brings the session to life. Never rejects: a failure ends this session and no other. */
  async open(): Promise<void> {
    try {
      const admission = await this.#options.admit((news) => this.#queued(news), this.#leaving.signal);
      if (!admission.granted) return await this.end(admission.ending);
      this.#resources.defer(() => admission.release());
      this.#link.admit();
      this.#step({ type: 'license.accepted' });
      const engines = await this.#options.engines;
      const resumeToken = this.#link.resumable ? await this.#options.issueResumeToken() : undefined;
      if (this.#state.name !== 'closing') this.#goLive(engines, admission, resumeToken);
    } catch (error) {
      this.#logger.error('session failed', { error });
      await this.end(ending('internal'));
    }
  }

  /** Sends the ending to the client, flushes, and closes. Resolves when everything is released; idempotent. */
  end({ event, code, reason }: Ending): Promise<void> {
    if (event && this.#state.name !== 'closing') this.send(event);
    return Promise.all([this.#close({ code, reason }), this.#link.end({ code, reason })]).then(() => undefined);
  }

  /**
   * The client has come back over a new socket.
   *
   * @param options.after Number of the last frame it has.
   * @param options.resumeToken Lets it come back once more.
   * @returns Whether it can go on. If not, this session has ended, and the socket is left to the caller.
   */
  resume(socket: ClientSocket, { after, iceServers, resumeToken }: ResumeOptions): boolean {
    const { dialect } = this.#options;
    const greeting = () =>
      dialect.write({ ...this.#connected(iceServers, resumeToken), received: this.#link.received });
    return this.#link.resume(socket, after, { greeting, farewell: () => dialect.write(RESUMED_ELSEWHERE) });
  }

  /** Handles one text frame that arrived another way than over the session's own socket. */
  receive(text: string): void {
    this.#inbox.push(text);
  }

  send(event: ServerEvent): void {
    for (const frame of this.#options.dialect.write(event)) this.#link.send(frame);
  }

  #queued(news: QueueNews): void {
    this.#link.recognise();
    this.send({ type: 'queued', message: `You are number ${news.position} in line`, ...news });
  }

  #goLive(engines: SessionEngines, { avatar, licenceId }: Granted, resumeToken: string | undefined): void {
    const { clock, dialect, iceServers, journal, query, turnTaking } = this.#options;
    this.send(this.#connected(iceServers, resumeToken));
    this.#link.surviveLoss();
    this.#step({ type: 'success.sent' });
    const idle = new IdleWatch(clock, this.#options.idleTimeoutMs, () => void this.end(ending('session.idle')));
    this.#resources.use(idle);
    const live = new LiveSession({
      id: this.id,
      dialect,
      query,
      avatar,
      turnTaking,
      engines,
      clock,
      logger: this.#logger,
      resources: this.#resources,
      send: (event) => this.send(event),
      stepped: (input) => this.#step(input),
      idle,
      recordTurn: (turn) => journal.turn(turn),
      probe: () => this.#link.probe(),
    });
    this.#logger.info('session opened', { avatar: avatar.id });
    journal.opened({ licenceId, avatarId: avatar.id });
    this.#link.events.on('bytesReceived', ({ bytes }) => live.receive(bytes));
    this.#link.events.on('largeReceived', ({ frame }) => live.receive(frame));
    this.#link.events.on('textRefused', ({ bytes }) => live.refuse(`${bytes} bytes are too many for this message`));
    this.#link.events.on('floodStarted', () => live.warn('flood', 'Too many messages: some are dropped'));
    this.#inbox.open((text) => live.receive(text));
    live.start();
  }

  /** @param resumeToken A new one each time, where the client may come back. */
  #connected(iceServers: readonly IceServer[], resumeToken?: string): ServerEvent & { type: 'connected' } {
    const connected = { type: 'connected', sessionId: this.id, iceServers } as const;
    if (resumeToken === undefined) return connected;
    return { ...connected, resume: { token: resumeToken, windowS: RESUME_WINDOW_S } };
  }

  #step(input: SessionInput): void {
    this.#state = nextSessionState(this.#state, input);
  }

  #close(end: SessionEnd): Promise<void> {
    return (this.#ended ??= this.#release(end));
  }

  async #release({ code, reason }: SessionEnd): Promise<void> {
    const opened = this.#state.name !== 'accepted' && this.#state.name !== 'authorised';
    this.#step({ type: 'close', reason });
    this.#options.ended();
    this.#leaving.abort();
    try {
      await this.#resources.release();
    } catch (error) {
      this.#logger.error('session left something open', { error });
    }
    if (opened) {
      this.#logger.info('session closed', { reason, dropped: this.#link.dropped + this.#inbox.dropped });
      this.#options.journal.closed({ code, reason });
    }
    this.#options.closed();
  }
}
