import { CodedError, type Clock } from '@visavis/core';
import { inTime } from '@visavis/speech';
import { RequestedPause } from '../http/requested-pause.js';
import { SocketEnded } from './socket-end.js';
import type { VendorService } from './vendor-service.js';
import { VendorSocket } from './vendor-socket.js';

/** A connection must be open within this time. */
const OPEN_LIMIT_MS = 5_000;
/** An unused connection is kept for the pauses of a call, and no longer. */
const KEEP_MS = 3 * 60_000;
/** Unused connections that are kept at once. */
const MAX_KEPT = 16;

interface Kept {
  readonly socket: VendorSocket;
  readonly forget: () => void;
}

/**
 * The connections to one vendor. A user has one for itself and gives it back for the next one, so that a call pays for one
 * handshake and not for one per sentence. A kept connection that the vendor closes is opened again before it is needed.
 */
export class VendorSockets {
  readonly #service: VendorService;
  readonly #clock: Clock;
  readonly #pause: RequestedPause;
  readonly #closing = new AbortController();
  /** All that have not ended. */
  readonly #sockets = new Set<VendorSocket>();
  #kept: Kept[] = [];
  /** The connections that are being opened before they are needed, by address; resolve when they are kept, or are not. */
  readonly #ahead = new Map<string, Promise<void>>();

  constructor(service: VendorService, clock: Clock) {
    this.#service = service;
    this.#clock = clock;
    this.#pause = new RequestedPause(clock, service.what);
  }

  /** Connections that have not ended. */
  get count(): number {
    return this.#sockets.size;
  }

  /**
   * @returns A connection for its caller alone, which gives it back with {@link release}, or abandons it.
   * @throws {SocketEnded} When it cannot be opened.
   * @throws {CodedError} `provider.*`; the signal's reason when aborted.
   */
  async lease(url: string, signal: AbortSignal): Promise<VendorSocket> {
    signal.throwIfAborted();
    const kept = this.#kept.find(({ socket }) => socket.url === url);
    if (kept) {
      kept.forget();
      return kept.socket;
    }
    const ahead = this.#ahead.get(url);
    if (!ahead) return this.#open(url, signal);
    await inTime(ahead, { clock: this.#clock, withinMs: OPEN_LIMIT_MS, what: this.#service.what, signal });
    return this.lease(url, signal);
  }

  /** Takes back a connection on which nothing is under way. */
  release(socket: VendorSocket): void {
    socket.use(undefined);
    if (!socket.isOpen || this.#closing.signal.aborted) return;
    if (this.#kept.length >= MAX_KEPT) return socket.close();
    this.#keep(socket, true);
  }

  /** Ends a connection on which something is under way that nothing else stops, and opens another one for the next user. */
  replace(socket: VendorSocket): void {
    socket.use(undefined);
    socket.abandon();
    this.#openAhead(socket.url);
  }

  /** Closes all, those in use as well. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new CodedError('provider.failed', `${this.#service.what} was closed`));
    const sockets = [...this.#sockets];
    for (const socket of sockets) socket.abandon();
    await Promise.all(sockets.map(({ closed }) => closed));
  }

  async #open(url: string, caller: AbortSignal): Promise<VendorSocket> {
    const { what, parse, introduction } = this.#service;
    const clock = this.#clock;
    const signal = AbortSignal.any([caller, this.#closing.signal]);
    await this.#pause.over(signal);
    const { headers, messages = [] } = introduction?.() ?? {};
    const socket = new VendorSocket({ url, headers: { ...this.#service.headers, ...headers }, what, clock, parse });
    this.#sockets.add(socket);
    void socket.closed.then(() => this.#sockets.delete(socket));
    try {
      await inTime(socket.opened, { clock, withinMs: OPEN_LIMIT_MS, what, signal });
      for (const message of messages) socket.send(message);
      return socket;
    } catch (error) {
      socket.abandon();
      if (error instanceof SocketEnded) this.#pause.begin(error.retryAfterMs);
      throw error;
    }
  }

  /** @param wasUsed A vendor that closes connections that were not used would otherwise be called for ever. */
  #keep(socket: VendorSocket, wasUsed: boolean): void {
    const cancelEnd = this.#clock.after(KEEP_MS, () => {
      kept.forget();
      socket.close();
    });
    const cancelKeepAlive = this.#keepAlive(socket);
    const kept: Kept = {
      socket,
      forget: () => {
        cancelEnd();
        cancelKeepAlive();
        this.#kept = this.#kept.filter((other) => other !== kept);
      },
    };
    this.#kept.push(kept);
    void socket.closed.then(({ kind }) => {
      if (!this.#kept.includes(kept)) return;
      kept.forget();
      if (wasUsed && kind !== 'left') this.#openAhead(socket.url);
    });
  }

  /** @returns A function that ends it. */
  #keepAlive(socket: VendorSocket): () => void {
    const { keepAlive } = this.#service;
    if (!keepAlive) return () => undefined;
    let cancel = (): void => undefined;
    const next = (): void => {
      cancel = this.#clock.after(keepAlive.everyMs, () => {
        socket.send(keepAlive.message);
        next();
      });
    };
    next();
    return () => cancel();
  }

  /** Its failure is that of the next user, who tries again. */
  #openAhead(url: string): void {
    if (this.#ahead.has(url) || this.#kept.some(({ socket }) => socket.url === url)) return;
    const opening = this.#open(url, this.#closing.signal).then(
      (socket) => this.#keep(socket, false),
      () => undefined,
    );
    this.#ahead.set(
      url,
      opening.finally(() => this.#ahead.delete(url)),
    );
  }
}
