import { TypedEmitter, type Clock, type Events, type Logger } from '@visavis/core';
import { closeOf, isWithinLimit, MAX_FIRST_MESSAGE_BYTES, MAX_MESSAGE_BYTES } from '@visavis/protocol';
import type { WebSocket } from 'ws';
import { LargeFrame } from '../frames/frame-reader.js';
import { Heartbeat } from './heartbeat.js';
import { RateLimit } from './rate-limit.js';

export type ClientSocketEvents = {
  /** One text frame. */
  textReceived: { text: string };
  /** One text frame with pictures or sound that is larger than any other may be. */
  largeReceived: { frame: LargeFrame };
  /** One binary frame. */
  bytesReceived: { bytes: Uint8Array };
  /** A text frame was too large for its kind, and was not read. */
  textRefused: { bytes: number };
  /** The client's key was accepted, see {@link ClientSocket.recognise}. Once. */
  recognised: Record<never, never>;
  /** Messages or bytes beyond the limits of any honest client are dropped from here on. Once per socket. */
  floodStarted: Record<never, never>;
  /** So many were dropped that it is no accident. Once per socket. */
  floodPersisted: Record<never, never>;
  /** The socket has closed. Once. */
  closed: { code: number; reason: string };
};

/** A client that reads so slowly is gone in all but name: half a minute of replies, caught up on, and 15 s more. */
const MAX_BUFFERED_BYTES = 3_000_000;
/** Events go out before the close frame does; some clients lose what comes in the same instant. */
const CLOSE_DELAY_MS = 60;
/** A peer that does not answer the close frame is cut off. */
const CLOSE_LIMIT_MS = 500;
/** A microphone sends 16 to 100 messages a second; one client repeats its history in bursts of 80. */
const MESSAGES = { burst: 1_000, perSecond: 250 };
/** Room for a burst of camera pictures of 4 MB each. */
const BYTES = { burst: 48 * 1024 * 1024, perSecond: 6 * 1024 * 1024 };
/** Dropped messages after which the flood is no accident. */
const MAX_DROPPED = 20_000;

/** The part of a TCP connection that shows what comes over it. */
export interface Connection {
  on(name: 'data', listener: (chunk: Uint8Array) => void): unknown;
  off(name: 'data', listener: (chunk: Uint8Array) => void): unknown;
}

export interface ClientSocketOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Lies below the WebSocket, which holds a whole frame before it hands out any of it. */
  readonly connection: Connection;
}

/**
 * One client's WebSocket: bounded both ways, watched for life, closed politely. Until it is admitted it takes small frames
 * only, so that a stranger costs little. Listens from its construction, so construct it in the same turn of the event loop
 * as the upgrade.
 */
export class ClientSocket {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #events: TypedEmitter<ClientSocketEvents>;
  readonly #heartbeat: Heartbeat;
  readonly #messages = new RateLimit(MESSAGES);
  readonly #bytes = new RateLimit(BYTES);
  readonly #timers = new Set<() => void>();
  readonly #connection: Connection;
  readonly #count = (chunk: Uint8Array): void => this.#counted(chunk);
  #recognised = false;
  #admitted = false;
  /** A frame was too large to be read. */
  #refused = false;
  /** Bytes that have come since the last whole frame, of a client that is not admitted. */
  #unread = 0;
  #dropped = 0;
  #state: 'open' | 'ending' | 'closed' = 'open';

  constructor(socket: WebSocket, options: ClientSocketOptions) {
    this.#socket = socket;
    this.#connection = options.connection;
    this.#connection.on('data', this.#count);
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#events = new TypedEmitter(options.logger);
    this.#heartbeat = new Heartbeat(
      options.clock,
      () => socket.ping(),
      () => this.terminate(),
    );
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('pong', () => this.#heartbeat.answered());
    // ws closes by itself after an error (RFC 6455 §7.1.7); without a listener it would end the process.
    socket.on('error', (error) => this.#logger.debug('socket error', { error }));
    socket.on('close', (code, reason) => this.#closed(code, reason.toString()));
  }

  get events(): Events<ClientSocketEvents> {
    return this.#events;
  }

  get open(): boolean {
    return this.#state === 'open';
  }

  /** Messages that were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The client's key was accepted; it may have to wait for a place. Idempotent. */
  recognise(): void {
    if (this.#recognised) return;
    this.#recognised = true;
    this.#events.emit('recognised', {});
  }

  /** The client may come in: from now on it may send what clients send. Idempotent. */
  admit(): void {
    this.recognise();
    this.#admitted = true;
    this.#connection.off('data', this.#count);
  }

  /** Sends one text frame; nothing once the end has begun. A reader too slow is cut off, not buffered for. */
  send(text: string): void {
    if (this.#state !== 'open') return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.#logger.warn('slow reader cut off', { bufferedBytes: this.#socket.bufferedAmount });
      return this.terminate();
    }
    this.#socket.send(text);
  }

  /** Nothing is received until {@link resume}: it waits in the network, not here. */
  pause(): void {
    this.#socket.pause();
  }

  /** Receives what has come meanwhile, and everything from now on. */
  resume(): void {
    if (!this.#refused) this.#socket.resume();
  }

  /** Asks whether the peer lives; it has 5 s to answer. */
  probe(): void {
    if (this.#state === 'open') this.#heartbeat.probe();
  }

  /** Flushes sent messages, then closes the socket. Resolves when it has closed; idempotent. */
  end(code: number, reason: string): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'ending';
      this.#after(CLOSE_DELAY_MS, () => this.#socket.close(code, reason));
      this.#after(CLOSE_DELAY_MS + CLOSE_LIMIT_MS, () => this.#socket.terminate());
    }
    return this.#state === 'closed'
      ? Promise.resolve()
      : new Promise((resolve) => this.#events.on('closed', () => resolve()));
  }

  /** Cuts the connection. */
  terminate(): void {
    if (this.#state === 'open') this.#state = 'ending';
    this.#socket.terminate();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#unread = 0;
    if (this.#state !== 'open') return;
    this.#heartbeat.answered();
    const nowMs = this.#clock.nowMs();
    if (!this.#messages.take(1, nowMs) || !this.#bytes.take(data.length, nowMs)) return this.#drop();
    if (!this.#admitted && data.length > MAX_FIRST_MESSAGE_BYTES) return this.#refuse();
    if (isBinary) return this.#events.emit('bytesReceived', { bytes: data });
    const fits = isWithinLimit(data.length, (from, to) => data.toString('latin1', from, to));
    if (!fits) this.#events.emit('textRefused', { bytes: data.length });
    else if (data.length > MAX_MESSAGE_BYTES) this.#events.emit('largeReceived', { frame: new LargeFrame(data) });
    else this.#events.emit('textReceived', { text: data.toString('utf8') });
  }

  /** A frame that is still coming is in memory already. */
  #counted(chunk: Uint8Array): void {
    if (this.#unread > MAX_FIRST_MESSAGE_BYTES) return this.#refuse();
    this.#unread += chunk.length;
  }

  /** Reads no more, so that memory holds no more of it, and says why: the close frame goes the other way. */
  #refuse(): void {
    this.#refused = true;
    this.pause();
    const { code, reason } = closeOf('protocol.early_size');
    void this.end(code, reason);
  }

  #drop(): void {
    if (this.#dropped++ === 0) this.#events.emit('floodStarted', {});
    if (this.#dropped === MAX_DROPPED) this.#events.emit('floodPersisted', {});
  }

  #closed(code: number, reason: string): void {
    this.#state = 'closed';
    this.#heartbeat.close();
    for (const cancel of this.#timers) cancel();
    this.#connection.off('data', this.#count);
    this.#events.emit('closed', { code, reason });
    this.#events.clear();
  }

  #after(delayMs: number, callback: () => void): void {
    this.#timers.add(this.#clock.after(delayMs, callback));
  }
}
