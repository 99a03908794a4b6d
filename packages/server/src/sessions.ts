import { randomUUID } from 'node:crypto';
import type { Clock, Logger } from '@visavis/core';
import { UNIFIED } from '@visavis/protocol';
import type { WebSocket } from 'ws';
import type { Config } from './config.js';
import { readQuery } from './dialect-v2/query.js';
import type { Engines } from './engines.js';
import type { IceServersFor } from './ice/ice-servers.js';
import type { Keys } from './keys/keys.js';
import { logWith } from './log.js';
import { ending } from './session/admission.js';
import type { Capacity } from './session/capacity.js';
import type { Join } from './session/join.js';
import { Session } from './session/session.js';
import { ClientSocket } from './socket/client-socket.js';
import type { Arrival } from './socket/upgrade.js';

export interface SessionsOptions {
  config: Pick<Config, 'idleTimeoutMs'>;
  iceServersFor: IceServersFor;
  keys: Keys;
  engines: Promise<Engines>;
  join: Join;
  capacity: Capacity;
  clock: Clock;
  logger: Logger;
}

/** All sessions of the process: opens them, counts them, ends them together. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sockets = new Set<ClientSocket>();
  readonly #sessions = new Set<Session>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Sockets include those that were refused and are still saying goodbye. */
  counts(): { sessions: number; sockets: number } {
    return { sessions: this.#options.capacity.used, sockets: this.#sockets.size };
  }

  /** Call it in the same turn of the event loop as the upgrade. */
  accept(raw: WebSocket, arrival: Arrival): void {
    const { config, keys, iceServersFor, engines, join, capacity, clock } = this.#options;
    const id = randomUUID();
    const logger = logWith(this.#options.logger, { session: id });
    const socket = new ClientSocket(raw, { clock, logger });
    const session = new Session({
      id,
      socket,
      dialect: UNIFIED,
      query: readQuery(arrival.query),
      caller: { origin: arrival.origin, host: arrival.host },
      keys,
      capacity,
      engines,
      join,
      iceServers: iceServersFor(id, arrival.hostname),
      idleTimeoutMs: config.idleTimeoutMs,
      clock,
      logger,
    });
    this.#sockets.add(socket);
    this.#sessions.add(session);
    socket.events.on('closed', () => {
      this.#sockets.delete(socket);
      this.#sessions.delete(session);
    });
    void session.open();
  }

  /** Tells everybody, and resolves when everything is released. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.end(ending('goingAway'))));
  }
}
