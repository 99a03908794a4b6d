import { ResourceStack, type Clock, type Logger } from '@visavis/core';
import type { Dialect, ServerEvent } from '@visavis/protocol';
import type { IceServer } from '../config.js';
import type { Engines } from '../engines.js';
import type { Caller, Keys } from '../keys/keys.js';
import type { SocketQuery } from '../dialect-v2/query.js';
import type { ClientSocket } from '../socket/client-socket.js';
import { Inbox } from '../socket/inbox.js';
import { admit, ending, type Ending } from './admission.js';
import type { Avatar } from './avatars.js';
import type { Capacity } from './capacity.js';
import { IdleWatch } from './idle-watch.js';
import type { Join } from './join.js';
import { LiveSession } from './live-session.js';
import { nextSessionState, type SessionInput, type SessionState } from './session-state.js';

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
  readonly capacity: Capacity;
  /** Resolves when face and models are there. */
  readonly engines: Promise<Engines>;
  readonly join: Join;
  readonly iceServers: readonly IceServer[];
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * One connected user: the root of a tree of resources. Owns the socket, the state, and what is released with them;
 * the conversation and its media are in {@link LiveSession}.
 */
export class Session {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #logger: Logger;
  readonly #socket: ClientSocket;
  readonly #resources = new ResourceStack();
  readonly #inbox = new Inbox();
  #state: SessionState = { name: 'accepted' };
  #ended: Promise<void> | undefined;

  /** Listens to the socket at once: clients send their settings before they are asked. */
  constructor(options: SessionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#logger = options.logger;
    this.#socket = options.socket;
    this.#socket.events.on('textReceived', ({ text }) => this.#inbox.push(text));
    this.#socket.events.on('floodPersisted', () => void this.end(ending('tooManyMessages')));
    this.#socket.events.on('closed', ({ code }) => void this.#close(`socket closed with ${code}`));
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Brings the session to life. Never rejects: what goes wrong ends this session and no other. */
  async open(): Promise<void> {
    try {
      const admission = admit({ ...this.#options.query, ...this.#options.caller }, this.#options);
      if (!admission.granted) return await this.end(admission.ending);
      this.#resources.defer(() => admission.release());
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
    return Promise.all([this.#close(reason), this.#socket.end(code, reason)]).then(() => undefined);
  }

  send(event: ServerEvent): void {
    for (const frame of this.#options.dialect.write(event)) this.#socket.send(frame);
  }

  #goLive(engines: Engines, avatar: Avatar): void {
    const { clock, dialect, iceServers, join, query } = this.#options;
    this.send({ type: 'connected', sessionId: this.id, iceServers });
    this.#step({ type: 'success.sent' });
    const idle = new IdleWatch(clock, this.#options.idleTimeoutMs, () => void this.end(ending('idle')));
    this.#resources.use(idle);
    const live = new LiveSession({
      id: this.id,
      dialect,
      query,
      engines,
      join,
      clock,
      logger: this.#logger,
      resources: this.#resources,
      send: (event) => this.send(event),
      stepped: (input) => this.#step(input),
      idle,
      probe: () => this.#socket.probe(),
    });
    this.#logger.info('session opened', { avatar: avatar.id });
    this.#socket.events.on('bytesReceived', ({ bytes }) => live.receiveBytes(bytes));
    this.#socket.events.on('floodStarted', () => live.warn('flood', 'Too many messages: some are dropped'));
    this.#inbox.open((text) => live.receive(text));
    live.start();
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
    try {
      await this.#resources.release();
    } catch (error) {
      this.#logger.error('session left something open', { error });
    }
    if (opened) this.#logger.info('session closed', { reason, dropped: this.#socket.dropped + this.#inbox.dropped });
  }
}
