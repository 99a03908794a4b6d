import type { Clock } from '@visavis/core';
import { WebSocket, type RawData } from 'ws';
import { parsedJson } from '../http/json.js';
import { retryAfterMs } from '../http/requested-pause.js';
import { SocketEnded, type SocketEnd } from './socket-end.js';
import type { VendorService } from './vendor-service.js';

/** A vendor's address, and what goes with the request. */
export interface VendorSocketOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The subject of an error's message: the vendor. */
  readonly what: string;
  readonly clock: Clock;
  /** As of {@link VendorService}. */
  readonly parse?: VendorService['parse'] | undefined;
  /** Bytes that may wait to be sent. @defaultValue half a minute of the user's speech */
  readonly maxBacklogBytes?: number;
}

/** What uses a connection for now. */
export interface SocketUser {
  /** A message, parsed; `undefined` for what is none of the vendor's. */
  message(value: unknown): void;
  ended(error: SocketEnded): void;
}

/** Far more than one message of sound. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** A connection through which nothing comes back for so long is lost. */
const PING_MS = 15_000;
/** A vendor that does not answer a close is left. */
const CLOSE_LIMIT_MS = 1_000;

/** One connection to a vendor, which one user after another has for itself. */
export class VendorSocket {
  readonly url: string;
  /** Resolves when it is open. @throws {SocketEnded} */
  readonly opened: Promise<void>;
  /** Resolves when it has ended, for whatever reason. */
  readonly closed: Promise<SocketEnd>;
  readonly #socket: WebSocket;
  readonly #what: string;
  readonly #clock: Clock;
  readonly #parse: VendorService['parse'];
  readonly #maxBacklogBytes: number;
  #end: SocketEnd | undefined;
  #user: SocketUser | undefined;
  #alive = true;
  #cancel: () => void = () => undefined;
  #settle: (end: SocketEnd) => void = () => undefined;

  constructor(options: VendorSocketOptions) {
    const { url, headers, what, clock, parse, maxBacklogBytes = MAX_BACKLOG_BYTES } = options;
    this.url = url;
    this.#what = what;
    this.#clock = clock;
    this.#parse = parse;
    this.#maxBacklogBytes = maxBacklogBytes;
    this.closed = new Promise((resolve) => (this.#settle = resolve));
    const socket = new WebSocket(url, { headers, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
    this.#socket = socket;
    this.opened = new Promise((resolve, reject) => {
      socket.once('open', () => {
        this.#watch();
        resolve();
      });
      void this.closed.then((end) => reject(new SocketEnded(what, end)));
    });
    this.opened.catch(() => undefined);
    socket.on('unexpected-response', (request, { statusCode = 0, headers: { 'retry-after': pause } }) => {
      this.#endAs({ kind: 'refused', status: statusCode, retryAfterMs: retryAfterMs(pause) });
      request.destroy();
    });
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => (this.#alive = true));
    socket.on('error', () => this.#endAs({ kind: 'broken' }));
    // 1006 is no code of the vendor's: nothing was said at the end.
    socket.on('close', (code) => this.#endAs(code === 1006 ? { kind: 'broken' } : { kind: 'closed', code }));
  }

  get isOpen(): boolean {
    return this.#end === undefined && this.#socket.readyState === WebSocket.OPEN;
  }

  /** Gives the connection to a user; `undefined` where it has none, and what comes is dropped. */
  use(user: SocketUser | undefined): void {
    this.#user = user;
    this.resume();
    if (this.#end) user?.ended(new SocketEnded(this.#what, this.#end));
  }

  /** Sends an object as JSON, text and bytes as they are. Does nothing once the connection has ended: its user knows. */
  send(data: object | string | Uint8Array): void {
    if (this.#end) return;
    if (this.#socket.bufferedAmount > this.#maxBacklogBytes) return this.abandon({ kind: 'backlog' });
    this.#socket.send(typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data));
  }

  /** Takes nothing from the network until {@link resume}: its user has enough to do. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes it at once, whatever is under way. Idempotent. */
  abandon(end: SocketEnd = { kind: 'left' }): void {
    this.#endAs(end);
    this.#socket.terminate();
  }

  /** Closes it as the protocol asks. Idempotent. */
  close(): void {
    if (this.#end) return;
    this.#endAs({ kind: 'left' });
    this.#socket.close(1000);
    const cancel = this.#clock.after(CLOSE_LIMIT_MS, () => this.#socket.terminate());
    this.#socket.once('close', cancel);
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#alive = true;
    if (!this.#user) return;
    const bytes = data as Buffer;
    if (this.#parse) this.#user.message(this.#parse(isBinary ? bytes : bytes.toString('utf8')));
    else if (!isBinary) this.#user.message(parsedJson(bytes.toString('utf8')));
  }

  #watch(): void {
    this.#cancel = this.#clock.after(PING_MS, () => {
      // A paused connection hears no answer.
      if (!this.#alive && !this.#socket.isPaused) return this.abandon({ kind: 'silent' });
      this.#alive = false;
      this.#socket.ping();
      this.#watch();
    });
  }

  #endAs(end: SocketEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#cancel();
    this.#settle(end);
    this.#user?.ended(new SocketEnded(this.#what, end));
    this.#user = undefined;
  }
}
