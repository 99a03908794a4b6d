import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { AddressLimit } from '../address/address-limit.js';

/** How long a request may take to come, ms. */
export interface RequestTimes {
  readonly headersTimeout: number;
  /** The body included. */
  readonly requestTimeout: number;
  /** How often connections are compared with those times. */
  readonly connectionsCheckingInterval: number;
}

/** Times in which honest clients on bad networks still send their requests. */
const REQUEST_TIMES: RequestTimes = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
};
/** Connections that are no WebSocket, from one address; a browser opens six. */
const MAX_OF_ONE_ADDRESS = 256;
/** Connections beside those of sessions and of clients that wait. */
const SPARE_CONNECTIONS = 1_024;
/** Sockets of one client: two of an older one, and one that replaces a lost one. */
const SOCKETS_PER_CLIENT = 3;

export interface HttpOptions {
  readonly maxSessions: number;
  readonly queueLimit: number;
  /** Whether all connections come from a reverse proxy of ours, which limits them by itself. */
  readonly trustProxy: boolean;
  /** @defaultValue 10 s for the head, 20 s for all */
  readonly times?: RequestTimes;
}

/** Opens the HTTP server, which does not listen yet: bounded in connections, and in the time that a request may take to come. */
export function openHttp(
  fetch: (request: Request, bindings: HttpBindings) => Response | Promise<Response>,
  { maxSessions, queueLimit, trustProxy, times = REQUEST_TIMES }: HttpOptions,
): Server {
  const server = createAdaptorServer({ fetch: fetch as never, serverOptions: times }) as Server;
  server.maxConnections = SOCKETS_PER_CLIENT * (maxSessions + queueLimit) + SPARE_CONNECTIONS;
  if (!trustProxy) limitByAddress(server);
  return server;
}

/** A WebSocket no longer counts once it is one: those have limits of their own. */
function limitByAddress(server: Server): void {
  const limit = new AddressLimit({ each: MAX_OF_ONE_ADDRESS });
  const leaving = new WeakMap<Socket, () => void>();
  server.on('connection', (socket: Socket) => {
    const leave = limit.take(socket.remoteAddress ?? '');
    if (!leave) return void socket.destroy();
    leaving.set(socket, leave);
    socket.once('close', leave);
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => leaving.get(socket)?.());
}
