import { randomUUID } from 'node:crypto';
import type { Clock, Logger } from '@visavis/core';
import { UNIFIED, type Dialect } from '@visavis/protocol';
import {
  ClientSocket,
  ending,
  readQuery,
  readUserId,
  Session,
  SignallingLine,
  Switchboard,
  v1Dialect,
  type SessionEngines,
  type SocketQuery,
} from '@visavis/session';
import type { WebSocket } from 'ws';
import type { Config } from '../config.js';
import type { IceServersFor } from '../ice/ice-servers.js';
import type { Keys } from '../keys/keys.js';
import { logWith } from '../log.js';
import type { Avatars } from '../avatars/avatars.js';
import type { Capacity } from '../places/capacity.js';
import { ResumeTokens } from './resume-tokens.js';
import { Reception } from '../places/reception.js';
import { WaitingRoom } from '../places/waiting-room.js';
import type { Arrival } from './upgrade.js';

export interface SessionsOptions {
  config: Pick<Config, 'idleTimeoutMs' | 'queueLimit'>;
  iceServersFor: IceServersFor;
  keys: Keys;
  avatars: Avatars;
  engines: Promise<SessionEngines>;
  capacity: Capacity;
  clock: Clock;
  logger: Logger;
}

/** What a session is opened with. */
interface Opening {
  readonly id: string;
  readonly socket: ClientSocket;
  readonly arrival: Arrival;
  readonly query: SocketQuery;
  readonly dialect: Dialect;
}

/** All sessions of the process: opens them, counts them, ends them together. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sockets = new Set<ClientSocket>();
  readonly #sessions = new Set<Session>();
  readonly #waitingRoom: WaitingRoom;
  readonly #reception: Reception;
  readonly #resumes = new ResumeTokens<Session>();
  readonly #switchboard: Switchboard;

  constructor(options: SessionsOptions) {
    this.#options = options;
    const { keys, avatars, capacity, clock, config } = options;
    this.#switchboard = new Switchboard(clock);
    this.#waitingRoom = new WaitingRoom({ capacity, limit: config.queueLimit, clock });
    this.#reception = new Reception({ keys, avatars, capacity, waitingRoom: this.#waitingRoom, clock });
  }

  /** Sockets include those that were refused and are still saying goodbye; `resumable` sessions wait for their client. */
  counts(): { sessions: number; sockets: number; queued: number; resumable: number } {
    const resumable = [...this.#sessions].filter(({ waitsForClient }) => waitsForClient).length;
    const { capacity } = this.#options;
    return { sessions: capacity.used, sockets: this.#sockets.size, queued: this.#waitingRoom.size, resumable };
  }

  /** Call it in the same turn of the event loop as the upgrade. */
  accept(raw: WebSocket, arrival: Arrival): void {
    const { clock, logger } = this.#options;
    const query = readQuery(arrival.query);
    const id = randomUUID();
    const socket = new ClientSocket(raw, { clock, logger: logWith(logger, { session: id }) });
    this.#sockets.add(socket);
    socket.events.on('closed', () => this.#sockets.delete(socket));
    if (arrival.entrance === 'v1 signalling') this.#switchboard.call(socket, readUserId(arrival.query));
    else if (arrival.entrance === 'v1 conversation') this.#openV1(id, socket, arrival, query);
    else if (query.resume) this.#resume(socket, arrival, query.resume);
    else this.#open({ id, socket, arrival, query, dialect: UNIFIED });
  }

  /** Clients of that age know neither a return nor a queue. */
  #openV1(id: string, socket: ClientSocket, arrival: Arrival, asked: SocketQuery): void {
    const query = { ...asked, resumable: false, resume: undefined, queue: false };
    const line = new SignallingLine(logWith(this.#options.logger, { session: id }), (text) => session.receive(text));
    const session = this.#open({ id, socket, arrival, query, dialect: v1Dialect(line) }, () => {
      leave();
      line.close();
    });
    const leave = this.#switchboard.join({ names: query.license ? [id, query.license] : [id], line });
  }

  #open({ id, socket, arrival, query, dialect }: Opening, ended: () => void = () => undefined): Session {
    const { config, iceServersFor, engines, clock } = this.#options;
    const wish = { ...query, origin: arrival.origin, host: arrival.host };
    const session: Session = new Session({
      id,
      socket,
      dialect,
      query,
      admit: (queued, signal) => this.#reception.enter(wish, { waits: query.queue, queued, signal }),
      engines,
      iceServers: iceServersFor(id, arrival.hostname),
      issueResumeToken: () => this.#resumes.issue(session),
      idleTimeoutMs: config.idleTimeoutMs,
      clock,
      logger: logWith(this.#options.logger, { session: id }),
      ended: () => this.#resumes.forget(session),
      closed: () => {
        this.#sessions.delete(session);
        ended();
      },
    });
    this.#sessions.add(session);
    void session.open();
    return session;
  }

  /** The token is all that is asked for: whoever has it was let in before. */
  #resume(socket: ClientSocket, arrival: Arrival, { token, after }: NonNullable<SocketQuery['resume']>): void {
    const session = this.#resumes.use(token);
    const resumed = session?.resume(socket, {
      after,
      iceServers: this.#options.iceServersFor(session.id, arrival.hostname),
    });
    if (resumed) return logWith(this.#options.logger, { session: session?.id }).info('client is back');
    const { event, code, reason } = ending('session.gone');
    for (const frame of event ? UNIFIED.write(event) : []) socket.send(frame);
    void socket.end(code, reason);
  }

  /** Tells everybody, and resolves when everything is released. */
  async close(): Promise<void> {
    this.#switchboard.close();
    await Promise.all([...this.#sessions].map((session) => session.end(ending('session.server_stopping'))));
  }
}
