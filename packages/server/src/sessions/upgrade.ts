import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { MAX_FRAME_BYTES } from '@visavis/protocol';
import type { ClientSocket, Connection } from '@visavis/session';
import { WebSocketServer, type WebSocket } from 'ws';
import { AddressLimit } from '../address/address-limit.js';
import { clientAddress } from '../address/client-address.js';
import { publicOrigin, requestedHostname } from '../public-address.js';
import { Unmasker } from './unmasker.js';

/**
 * Sockets whose key has not been accepted yet. An honest page has two; each may keep some hundred kilobytes here, so all
 * together stay below what a small machine has.
 */
const STRANGERS = { each: 64, all: 512 };

/** Which of the sockets a client opens: the unified one, or one of the two of its predecessor (conformance S-01). */
export type Entrance = 'unified' | 'v1 conversation' | 'v1 signalling';

const ENTRANCES: Readonly<Record<string, Entrance>> = {
  '/wss/v2/realtime-chat': 'unified',
  '/api/realtime-api': 'v1 conversation',
  '/realtime-api': 'v1 conversation',
  '/api/webrtc': 'v1 signalling',
};

/** The data of an upgrade request: all that is known of a client before its first message. */
export interface Arrival {
  readonly entrance: Entrance;
  /** The address after the question mark; holds the licence, so it never goes into a log. */
  readonly query: string;
  /** Origin of the page that we serve to it, as in `https://face.example:8443`: how this client reaches us. */
  readonly ownOrigin: string;
  /** The `Host` it asked for without its port, checked to be one. */
  readonly hostname: string | undefined;
  /** Origin of the page that connects; browsers always send it, other programs need not. */
  readonly origin: string | undefined;
  /** The client's address. */
  readonly address: string;
  /** Lies below the WebSocket. */
  readonly connection: Connection;
}

export interface UpgradeOptions {
  /** Called in the same turn of the event loop as the upgrade, so that no message is missed (conformance Rule 21). */
  accept(socket: WebSocket, arrival: Arrival): ClientSocket;
  readonly trustProxy: boolean;
}

/**
 * Accepts WebSocket upgrades on the paths of the wire with any query: a browser cannot read a failed handshake, so
 * problems are reported as events (conformance Rule 1). Other paths are answered with 404, and an address with too many
 * sockets without an accepted key with 429.
 *
 * @returns A function that stops accepting upgrades.
 */
export function takeUpgrades(server: Server, { accept, trustProxy }: UpgradeOptions): () => void {
  const strangers = new AddressLimit(STRANGERS);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const onUpgrade = (request: IncomingMessage, connection: Duplex, head: Buffer): void => {
    // Node takes its own listeners off an upgraded socket; a reset here must not end the process.
    connection.on('error', () => connection.destroy());
    const [path, query] = splitOnce(request.url ?? '', '?');
    const entrance = entranceAt(path);
    if (!entrance) return refuse(connection, '404 Not Found');
    const address = clientAddress(request, trustProxy);
    const leave = strangers.take(address);
    if (!leave) return refuse(connection, '429 Too Many Requests');
    connection.on('close', leave);
    const { origin } = request.headers;
    const ways = { ownOrigin: publicOrigin(request, trustProxy), hostname: requestedHostname(request) };
    sockets.handleUpgrade(request, connection, head, (socket) => {
      const unmasker = new Unmasker();
      // In front of the listener that reads the frames.
      connection.prependListener('data', (chunk: Buffer) => unmasker.take(chunk));
      const client = accept(socket, { entrance, query, ...ways, origin, address, connection });
      client.events.on('recognised', leave);
    });
  };
  server.on('upgrade', onUpgrade);
  return () => {
    server.off('upgrade', onUpgrade);
    sockets.close();
  };
}

/** A client that does not close its side would keep the connection for ever. */
function refuse(connection: Duplex, status: string): void {
  connection.once('finish', () => connection.destroy());
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** A slash at the end changes nothing. */
function entranceAt(path: string): Entrance | undefined {
  const plain = path.replace(/\/$/, '');
  return Object.hasOwn(ENTRANCES, plain) ? ENTRANCES[plain] : undefined;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
