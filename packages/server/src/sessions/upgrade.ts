import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { requestedHost, requestedHostname } from '../public-address.js';

/** Full-size camera pictures as base64 reach several megabytes; 8 MiB at least must pass (conformance S-02). */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
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
  /** The `Host` it asked for, checked to be one; with its port, and without. How this client reaches us. */
  readonly host: string | undefined;
  readonly hostname: string | undefined;
  /** Origin of the page that connects; browsers always send it, other programs need not. */
  readonly origin: string | undefined;
}

/**
 * Accepts WebSocket upgrades on the paths of the wire with any query: a browser cannot read a failed handshake, so
 * problems are reported as events (conformance Rule 1). Other paths are answered with 404.
 *
 * @param accept Called in the same turn of the event loop as the upgrade, so that no message is missed (conformance
 * Rule 21).
 * @returns A function that stops accepting upgrades.
 */
export function takeUpgrades(server: Server, accept: (socket: WebSocket, arrival: Arrival) => void): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    // Node takes its own listeners off an upgraded socket; a reset here must not end the process.
    stream.on('error', () => stream.destroy());
    const [path, query] = splitOnce(request.url ?? '', '?');
    const entrance = entranceAt(path);
    if (!entrance) {
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const { origin } = request.headers;
    const arrival = { entrance, query, host: requestedHost(request), hostname: requestedHostname(request), origin };
    sockets.handleUpgrade(request, stream, head, (socket) => accept(socket, arrival));
  };
  server.on('upgrade', onUpgrade);
  return () => {
    server.off('upgrade', onUpgrade);
    sockets.close();
  };
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
