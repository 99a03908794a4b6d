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
import type { TurnTaking } from '@visavis/speech';
import type { Store } from '@visavis/store';
import type { WebSocket } from 'ws';
import { neighbourhoodOf } from '../address/client-address.js';
import type { IceServersFor } from '../ice/ice-servers.js';
import type { Keys, RequestOrigin } from '../keys/keys.js';
import type { Refusals } from '../keys/refusals.js';
import { logWith } from '../log.js';
import type { AvatarDirectory } from '../avatars/avatar-directory.js';
import { Reception } from '../places/reception.js';
import { Resumption } from './resumption.js';
import { SessionJournal } from './session-journal.js';
import type { Arrival } from './upgrade.js';

export interface SessionsOptions {
  config: {
    readonly idleTimeoutMs: number;
    readonly maxSessionsPerLicense: number | undefined;
    readonly turnTaking?: TurnTaking;
  };
  iceServersFor: IceServersFor;
  keys: Keys;
  refusals: Pick<Refusals, 'refused'>;
  avatars: AvatarDirectory;
  engines: Promise<SessionEngines>;
  store: Pick<Store, 'places' | 'resumes' | 'records'>;
  /** Names this process among all that share the store. */
  nodeId: string;
  clock: Clock;
  logger: Logger;
}

/** The identity, socket and address that a session is opened with. */
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
  readonly #sessions = new Map<string, Session>();
  readonly #reception: Reception;
  readonly #resumption: Resumption;
  readonly #switchboard: Switchboard;

  constructor(options: SessionsOptions) {
    this.#options = options;
    const { keys, refusals, avatars, store, nodeId, iceServersFor, clock, config, logger } = options;
    this.#switchboard = new Switchboard(clock);
    this.#resumption = new Resumption({
      resumes: store.resumes,
      nodeId,
      sessionOf: (id) => this.#sessions.get(id),
      iceServersFor,
      refusals,
      clock,
      logger,
    });
    this.#reception = new Reception({
      keys,
      avatars,
      places: store.places,
      maxSessionsPerLicence: config.maxSessionsPerLicense,
      clock,
      logger,
    });
  }

  /** Sockets include refused ones that are still closing; `resumable` sessions wait for their client. */
  counts(): { sessions: number; sockets: number; queued: number; resumable: number } {
    const resumable = [...this.#sessions.values()].filter(({ waitsForClient }) => waitsForClient).length;
    const { inside, waiting } = this.#reception.counts;
    return { sessions: inside, sockets: this.#sockets.size, queued: waiting, resumable };
  }

  /** Call it in the same turn of the event loop as the upgrade. */
  accept(raw: WebSocket, arrival: Arrival): ClientSocket {
    const { clock, logger } = this.#options;
    const query = readQuery(arrival.query);
    const id = randomUUID();
    const { connection } = arrival;
    const socket = new ClientSocket(raw, { clock, logger: logWith(logger, { session: id }), connection });
    this.#sockets.add(socket);
    socket.events.on('closed', () => this.#sockets.delete(socket));
    if (arrival.entrance === 'v1 signalling')
      this.#switchboard.connect(socket, readUserId(arrival.query), neighbourhoodOf(arrival.address));
    else if (arrival.entrance === 'v1 conversation') this.#openV1(id, socket, arrival, query);
    else if (query.resume) void this.#resumption.resume(socket, arrival, query.resume);
    else this.#open({ id, socket, arrival, query, dialect: UNIFIED });
    return socket;
  }

  /** Clients of this dialect can neither resume nor queue. */
  #openV1(id: string, socket: ClientSocket, arrival: Arrival, asked: SocketQuery): void {
    const query = { ...asked, resumable: false, resume: undefined, queue: false };
    const line = new SignallingLine(logWith(this.#options.logger, { session: id }), (text) => session.receive(text));
    const session = this.#open({ id, socket, arrival, query, dialect: v1Dialect(line) }, () => {
      leave();
      line.close();
    });
    const leave = this.#switchboard.join({ id, key: query.license || undefined, line });
  }

  #open({ id, socket, arrival, query, dialect }: Opening, ended: () => void = () => undefined): Session {
    const { config, iceServersFor, engines, clock, store, nodeId } = this.#options;
    const { origin, ownOrigin, address } = arrival;
    const request = { ...query, origin, ownOrigin, address };
    const session: Session = new Session({
      id,
      socket,
      dialect,
      query,
      admit: (queued, signal) => this.#reception.enter(id, request, { waits: query.queue, queued, signal }),
      engines,
      iceServers: iceServersFor(id, arrival.hostname),
      issueResumeToken: () => this.#resumption.issueToken(session, arrival.origin),
      journal: new SessionJournal({ records: store.records, sessionId: id, nodeId, clock }),
      idleTimeoutMs: config.idleTimeoutMs,
      turnTaking: config.turnTaking,
      clock,
      logger: logWith(this.#options.logger, { session: id }),
      ended: () => void this.#resumption.forget(id),
      closed: () => {
        this.#sessions.delete(id);
        ended();
      },
    });
    this.#sessions.set(id, session);
    void session.open();
    return session;
  }

  /** Ends the session that a client could resume with this token, see {@link Resumption.end}. */
  endOf(token: string, from: RequestOrigin): Promise<boolean> {
    return this.#resumption.end(token, from);
  }

  /** Ends every session with an event, and resolves when everything is released. */
  async close(): Promise<void> {
    const stopping = ending('session.server_stopping');
    this.#switchboard.close();
    await Promise.all([...this.#sessions.values()].map((session) => session.end(stopping)));
    // What is left has come back for a session, and waits to learn that there is none.
    await Promise.all([...this.#sockets].map((socket) => socket.end(stopping.code, stopping.reason)));
  }
}
