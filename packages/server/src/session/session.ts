import { ResourceStack, type Clock, type Logger } from '@visavis/core';
import type { Dialect, ServerEvent } from '@visavis/protocol';
import type { IceServer } from '../config.js';
import type { Engines } from '../engines.js';
import type { Caller, Keys } from '../keys/keys.js';
import type { SocketQuery } from '../dialect-v2/query.js';
import type { ClientSocket } from '../socket/client-socket.js';
import { Inbox } from '../socket/inbox.js';
import { Link, RESUME_WINDOW_S } from '../socket/link.js';
import { admit, ending, type Admission, type Ending, type Guest } from './admission.js';
import type { Avatar, Avatars } from './avatars.js';
import type { Capacity } from './capacity.js';
import { IdleWatch } from './idle-watch.js';
import type { Join } from './join.js';
import { LiveSession } from './live-session.js';
import type { ResumeTokens } from './resume-tokens.js';
import { nextSessionState, type SessionInput, type SessionState } from './session-state.js';
import type { Place, WaitingRoom } from './waiting-room.js';

export interface SessionOptions {
  readonly id: string;
  readonly socket: ClientSocket;
  /** How the client writes and reads. */
  readonly dialect: Dialect;
  /** What the address of the socket asks for. */
  readonly query: SocketQuery;
  /** Whose page asks, where one does. */
  readonly caller: Caller;
  readonly keys: Keys;
  readonly avatars: Avatars;
  readonly capacity: Capacity;
  readonly waitingRoom: WaitingRoom;
  /** Resolves when face and models are there. */
  readonly engines: Promise<Engines>;
  readonly join: Join;
  readonly iceServers: readonly IceServer[];
  /** Where a client that comes back finds its session. */
  readonly resumes: ResumeTokens<Session>;
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
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
    this.#link.events.on('floodPersisted', () => void this.end(ending('tooManyMessages')));
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
      const admission = await this.#enter();
      if (!admission.granted) return await this.end(admission.ending);
      this.#holdPlace(admission);
      this.#step({ type: 'license.accepted' });
      const engines = await this.#options.engines;
      if (this.#state.name !== 'closing') this.#goLive(engines, admission.avatar);
    } catch (error) {
      this.#logger.error('session failed', { error });
      await this.end(ending('backendFailed'));
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

  /** At once, or after waiting where the client wants to. */
  async #enter(): Promise<Admission> {
    const { query, caller } = this.#options;
    const admission = admit({ ...query, ...caller }, this.#options);
    if (admission.granted || !admission.guest || !query.queue) return admission;
    const place = await this.#placeFor(admission.guest);
    return place ? admission.guest.take(place) : admission;
  }

  #placeFor({ licenseId }: Guest): Promise<Place | undefined> {
    const ticket = this.#options.waitingRoom.enter(licenseId, (news) =>
      this.send({ type: 'queued', message: `You are number ${news.position} in line`, ...news }),
    );
    if (!ticket) return Promise.resolve(undefined);
    this.#resources.defer(() => ticket.leave());
    return ticket.place;
  }

  #holdPlace(place: Pick<Place, 'release'>): void {
    const { clock, waitingRoom } = this.#options;
    const sinceMs = clock.nowMs();
    this.#resources.defer(() => {
      waitingRoom.stayed(clock.nowMs() - sinceMs);
      place.release();
    });
  }

  #goLive(engines: Engines, avatar: Avatar): void {
    const { clock, dialect, iceServers, join, query } = this.#options;
    this.send(this.#connected(iceServers));
    this.#link.surviveLoss();
    this.#step({ type: 'success.sent' });
    const idle = new IdleWatch(clock, this.#options.idleTimeoutMs, () => void this.end(ending('idle')));
    this.#resources.use(idle);
    const live = new LiveSession({
      id: this.id,
      dialect,
      query,
      avatar,
      engines,
      join,
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
    return { ...connected, resume: { token: this.#options.resumes.issue(this), windowS: RESUME_WINDOW_S } };
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
    this.#options.resumes.forget(this);
    try {
      await this.#resources.release();
    } catch (error) {
      this.#logger.error('session left something open', { error });
    }
    if (opened) this.#logger.info('session closed', { reason, dropped: this.#link.dropped + this.#inbox.dropped });
    this.#options.closed();
  }
}
