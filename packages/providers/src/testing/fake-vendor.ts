import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

/** A message as a fake vendor received it: JSON, or bytes. */
export type Received = Record<string, unknown> | Buffer;

/** One connection to a fake vendor. */
export class VendorConnection {
  readonly received: Received[] = [];
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
  readonly socket: WebSocket;

  constructor(socket: WebSocket, request: IncomingMessage) {
    this.socket = socket;
    this.url = request.url ?? '';
    this.headers = request.headers;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }
}

/** What a fake vendor does. Everything but a message in `answer` is the vendor's own initiative. */
export interface VendorScript {
  /** A refusal of every connection, or of those for which it is defined. */
  refusal?(
    connection: number,
    headers: IncomingMessage['headers'],
  ): { readonly status: number; readonly retryAfter?: string } | undefined;
  /** A connection was opened. */
  opened?(connection: VendorConnection): void;
  /** Reads a message that a client sends. @defaultValue text is JSON */
  read?(data: Buffer, isBinary: boolean): Received;
  /** Answers one message. */
  answer?(message: Received, connection: VendorConnection): void;
  /** Bodies of GET requests, by path. */
  readonly lists?: Readonly<Record<string, unknown>>;
}

const received = (data: Buffer, isBinary: boolean): Received =>
  isBinary ? data : (JSON.parse(data.toString()) as Received);

/** A vendor's service on loopback: sockets, and lists over HTTP. */
export class FakeVendor {
  readonly connections: VendorConnection[] = [];
  /** Requests for a connection, refused ones included. */
  attempts = 0;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #streams = new Set<Duplex>();
  readonly #script: VendorScript;
  #changed: () => void = () => undefined;
  #holds = false;

  private constructor(script: VendorScript) {
    this.#script = script;
    this.#server = createServer((request, response) => {
      const list = script.lists?.[request.url?.split('?')[0] ?? ''];
      response.writeHead(list === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(list ?? {}));
    });
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  static async open(script: VendorScript): Promise<FakeVendor> {
    const fake = new FakeVendor(script);
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers no request for a connection from now on. */
  hold(): void {
    this.#holds = true;
  }

  /** Resolves once `done` holds; it is asked after everything that the vendor receives. */
  async until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  async close(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    const refusal = this.#script.refusal?.(this.attempts, request.headers);
    this.attempts++;
    if (this.#holds) return this.#changed();
    if (refusal) {
      const pause = refusal.retryAfter === undefined ? '' : `Retry-After: ${refusal.retryAfter}\r\n`;
      stream.end(`HTTP/1.1 ${refusal.status} Refused\r\n${pause}Connection: close\r\nContent-Length: 0\r\n\r\n`);
      this.#changed();
      return;
    }
    this.#sockets.handleUpgrade(request, stream, head, (socket) => {
      const connection = new VendorConnection(socket, request);
      this.connections.push(connection);
      socket.on('message', (data, isBinary) => {
        const message = this.#script.read?.(data as Buffer, isBinary) ?? received(data as Buffer, isBinary);
        connection.received.push(message);
        this.#script.answer?.(message, connection);
        this.#changed();
      });
      socket.on('close', () => this.#changed());
      this.#script.opened?.(connection);
      this.#changed();
    });
  }
}
