import { ResourceStack, type Clock, type Logger } from '@visavis/core';
import type { Dialect, IceServer, ServerEvent } from '@visavis/protocol';
import type { AvatarRecord } from '@visavis/protocol/rest';
import type { SocketQuery } from './dialect-v2/query.js';
import { ending, type Ending } from './ending.js';
import type { SessionEngines } from './engines.js';
import { IdleWatch } from './idle-watch.js';
import type { ClientSocket } from './link/client-socket.js';
import { Inbox } from './link/inbox.js';
import { Link, RESUME_WINDOW_S } from './link/link.js';
import { LiveSession } from './live-session.js';
import { nextSessionState, type SessionInput, type SessionState } from './session-state.js';

/** Whether a client may come in: with the face that it talks to, or how its session ends instead. */
export type Admission =
  | { readonly granted: true; readonly avatar: AvatarRecord; /** Gives the place back. Idempotent. */ release(): void }
  | { readonly granted: false; readonly ending: Ending };

/** What a client receives while it waits for a place. */
export interface QueueNews {
  /** 1 is next. */
  readonly position: number;
  /** `null` until sessions have been measured. */
  readonly estimatedWaitS: number | null;
}

export interface SessionOptions {
  readonly id: string;
  readonly socket: ClientSocket;
  /** How the client writes and reads. */
  readonly dialect: Dialect;
  /** What the address of the socket asks for. */
  readonly query: SocketQuery;
  /**
   * Decides whether the client may come in, now or after waiting in line.
   *
   * @param queued Called whenever there is news for a client that waits.
   * @param signal Aborts when the session has ended meanwhile; a place that is granted afterwards is given back.
   */
  admit(queued: (news: QueueNews) => void, signal: AbortSignal): Promise<Admission>;
  /** Resolves when face and models are there. */
  readonly engines: Promise<SessionEngines>;
  readonly iceServers: readonly IceServer[];
  /** @returns A token with which the client finds this session again. */
  issueResumeToken(): string;
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The session takes no client back any more; what it holds is being released. Called once. */
  ended(): void;
  /** Everything is released. Called once. */
  closed(): void;
}

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
    this.#link.events.on('closed', ({ reason }) => void this.#close(reason));
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The client is lost and may come back. */
  get waitsForClient(): boolean {
    return this.#link.waiting;
  }

  /** Brings the session to life. Never rejects: what goes wrong ends this session and no other. */
  async open(): Promise<void> {
    try {
      const admission = await this.#options.admit((news) => this.#queued(news), this.#leaving.signal);
      if (!admission.granted) return await this.end(admission.ending);
      this.#resources.defer(() => admission.release());
      this.#step({ type: 'license.accepted' });
      const engines = await this.#options.engines;
      if (this.#state.name !== 'closing') this.#goLive(engines, admission.avatar);
    } catch (error) {
      this.#logger.error('session failed', { error });
      await this.end(ending('internal'));
    }
  }

  /** Tells the client, flushes, and closes. Resolves when everything is released; idempotent. */
  end({ event, code, reason }: Ending): Promise<void> {
    if (event && this.#state.name !== 'closing') this.send(event);
    return Promise.all([this.#close(reason), this.#link.end({ code, reason })]).then(() => undefined);
  }

  /**
   * The client has come back over a new socket.
   *
   * @param after Number of the last frame it has.
   * @returns Whether it can go on. If not, this session has ended, and the socket is left to the caller.
   */
  resume(socket: ClientSocket, { after, iceServers }: { after: number; iceServers: readonly IceServer[] }): boolean {
    const { dialect } = this.#options;
    const greeting = () => dialect.write({ ...this.#connected(iceServers), received: this.#link.received });
    return this.#link.resume(socket, after, greeting);
  }

  /** One text frame that came another way than over the session's own socket. */
  receive(text: string): void {
    this.#inbox.push(text);
  }

  send(event: ServerEvent): void {
    for (const frame of this.#options.dialect.write(event)) this.#link.send(frame);
  }

  #queued(news: QueueNews): void {
    this.send({ type: 'queued', message: `You are number ${news.position} in line`, ...news });
  }

  #goLive(engines: SessionEngines, avatar: AvatarRecord): void {
    const { clock, dialect, iceServers, query } = this.#options;
    this.send(this.#connected(iceServers));
    this.#link.surviveLoss();
    this.#step({ type: 'success.sent' });
    const idle = new IdleWatch(clock, this.#options.idleTimeoutMs, () => void this.end(ending('session.idle')));
    this.#resources.use(idle);
    const live = new LiveSession({
      id: this.id,
      dialect,
      query,
      avatar,
      engines,
      clock,
      logger: this.#logger,
      resources: this.#resources,
      send: (event) => this.send(event),
      stepped: (input) => this.#step(input),
      idle,
      probe: () => this.#link.probe(),
    });
    this.#logger.info('session opened', { avatar: avatar.id });
    this.#link.events.on('lost', () => live.clientLost());
    this.#link.events.on('regained', () => live.clientRegained());
    this.#link.events.on('bytesReceived', ({ bytes }) => live.receiveBytes(bytes));
    this.#link.events.on('floodStarted', () => live.warn('flood', 'Too many messages: some are dropped'));
    this.#inbox.open((text) => live.receive(text));
    live.start();
  }

  /** With a new token each time, where the client may come back. */
  #connected(iceServers: readonly IceServer[]): ServerEvent & { type: 'connected' } {
    const connected = { type: 'connected', sessionId: this.id, iceServers } as const;
    if (!this.#link.resumable) return connected;
    return { ...connected, resume: { token: this.#options.issueResumeToken(), windowS: RESUME_WINDOW_S } };
  }

  #step(input: SessionInput): void {
    this.#state = nextSessionState(this.#state, input);
  }

  #close(reason: string): Promise<void> {
    return (this.#ended ??= this.#release(reason));
  }

  async #release(reason: string): Promise<void> {
    const opened = this.#state.name !== 'accepted' && this.#state.name !== 'authorised';
    this.#step({ type: 'close', reason });
    this.#options.ended();
    this.#leaving.abort();
    try {
      await this.#resources.release();
    } catch (error) {
      this.#logger.error('session left something open', { error });
    }
    if (opened) this.#logger.info('session closed', { reason, dropped: this.#link.dropped + this.#inbox.dropped });
    this.#options.closed();
  }
}
