import { TypedEmitter, type Clock, type Events, type Logger } from '@visavis/core';
import type { WebSocket } from 'ws';
import { Heartbeat } from './heartbeat.js';
import { RateLimit } from './rate-limit.js';

export type ClientSocketEvents = {
  /** One text frame. */
  textReceived: { text: string };
  /** One binary frame. */
  bytesReceived: { bytes: Uint8Array };
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

/**
 * One client's WebSocket: bounded both ways, watched for life, closed politely.
 * Listens from its construction, so construct it in the same turn of the event loop as the upgrade.
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
  #dropped = 0;
  #state: 'open' | 'ending' | 'closed' = 'open';

  constructor(socket: WebSocket, options: { clock: Clock; logger: Logger }) {
    this.#socket = socket;
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
    this.#socket.resume();
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
    if (this.#state !== 'open') return;
    this.#heartbeat.answered();
    const nowMs = this.#clock.nowMs();
    if (!this.#messages.take(1, nowMs) || !this.#bytes.take(data.length, nowMs)) return this.#drop();
    if (isBinary) this.#events.emit('bytesReceived', { bytes: data });
    else this.#events.emit('textReceived', { text: data.toString('utf8') });
  }

  #drop(): void {
    if (this.#dropped++ === 0) this.#events.emit('floodStarted', {});
    if (this.#dropped === MAX_DROPPED) this.#events.emit('floodPersisted', {});
  }

  #closed(code: number, reason: string): void {
    this.#state = 'closed';
    this.#heartbeat.close();
    for (const cancel of this.#timers) cancel();
    this.#events.emit('closed', { code, reason });
    this.#events.clear();
  }

  #after(delayMs: number, callback: () => void): void {
    this.#timers.add(this.#clock.after(delayMs, callback));
  }
}
