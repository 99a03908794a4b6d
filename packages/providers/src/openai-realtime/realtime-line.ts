import { CodedError, type Clock } from '@visavis/core';
import { inTime } from '@visavis/speech';
import type { RequestedPause } from '../http/requested-pause.js';
import { SocketEnded } from '../vendor/socket-end.js';
import { VendorSocket } from '../vendor/vendor-socket.js';
import { readRealtimeEvent, type RealtimeEvent, type RealtimeForm } from './realtime-event.js';

export interface RealtimeLineOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The subject of an error's message: the service. */
  readonly what: string;
  /** A busy service is not called before it is over. */
  readonly pause: RequestedPause;
  readonly clock: Clock;
  /** A session of the service is replaced after so long, ms. */
  readonly renewAfterMs: number;
  /** A session of the service has begun, which knows nothing yet. */
  opened(form: RealtimeForm): void;
  event(event: Exclude<RealtimeEvent, { type: 'opened' }>): void;
  /** The connection is lost, and another one is tried. */
  lost(): void;
  /** The service cannot be reached now. It is called again when {@link RealtimeLine.wake} says that it is needed. */
  failed(error: CodedError): void;
  /** Whether nothing is under way that another connection would have to begin anew. */
  idle(): boolean;
}

/** Connection and session must be there within this time. */
const OPEN_LIMIT_MS = 8_000;
/** Waits between attempts; after the last one the service counts as away, until it is needed. */
const PAUSES_MS = [0, 500, 1_000, 2_000];
/** A session is replaced so long before the service ends it. */
const BEFORE_EXPIRY_MS = 60_000;
/** Even a service whose sessions are short has one for so long. */
const LEAST_AGE_MS = 10_000;
/** A picture, or a minute of speech for another connection, may wait to be sent. */
const MAX_BACKLOG_BYTES = 16 * 1024 * 1024;

/**
 * The connection of one conversation, and the next one where it is lost or its session grows old. What is sent while there
 * is none is not kept: `opened` makes a new session know everything.
 */
export class RealtimeLine {
  readonly #options: RealtimeLineOptions;
  #socket: VendorSocket | undefined;
  #ready = false;
  #attempts = 0;
  #old = false;
  #closed = false;
  #cancelAttempt: (() => void) | undefined;
  #cancelRenewal: () => void = () => undefined;

  constructor(options: RealtimeLineOptions) {
    this.#options = options;
  }

  /** Whether the service takes events. */
  get ready(): boolean {
    return this.#ready;
  }

  /** The service is needed: it is called where it is not, or not any more. */
  wake(): void {
    if (this.#closed || this.#socket || this.#cancelAttempt) return;
    this.#attempts = 0;
    this.#open();
  }

  /** @returns Whether it was sent. */
  send(event: object): boolean {
    if (this.#ready) this.#socket?.send(event);
    return this.#ready;
  }

  /** The session is to be replaced as soon as nothing is under way. */
  renew(): void {
    this.#old = true;
    this.rested();
  }

  /** Something has ended: an old session is replaced, if nothing else is under way. */
  rested(): void {
    if (!this.#old || !this.#ready || !this.#options.idle()) return;
    const socket = this.#socket;
    this.#leave();
    socket?.close();
    this.#open();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#cancelAttempt?.();
    this.#cancelAttempt = undefined;
    const socket = this.#socket;
    this.#leave();
    socket?.abandon();
  }

  /** Calls the service, unless it has asked for a pause that is not over. */
  #open(): void {
    const { pause, failed } = this.#options;
    const attempt = new AbortController();
    this.#cancelAttempt = () => attempt.abort();
    pause.over(attempt.signal).then(
      () => {
        if (!attempt.signal.aborted) this.#call();
      },
      (error: unknown) => {
        if (attempt.signal.aborted) return;
        this.#cancelAttempt = undefined;
        failed(error as CodedError);
      },
    );
  }

  #call(): void {
    const { url, headers, what, clock } = this.#options;
    this.#cancelAttempt = undefined;
    this.#attempts++;
    const socket = new VendorSocket({ url, headers, what, clock, maxBacklogBytes: MAX_BACKLOG_BYTES });
    this.#socket = socket;
    const begun = new Promise<void>((resolve, reject) => {
      socket.use({
        message: (value) => {
          if (this.#socket === socket && this.#take(value)) resolve();
        },
        ended: (error) => {
          reject(error);
          if (this.#socket === socket) this.#ended(error);
        },
      });
    });
    inTime(begun, { clock, withinMs: OPEN_LIMIT_MS, what }).catch((error: unknown) => {
      if (this.#socket !== socket || this.#ready) return;
      socket.use(undefined);
      socket.abandon();
      this.#ended(error instanceof CodedError ? error : new CodedError('provider.failed', `${what} cannot be reached`));
    });
  }

  /** @returns Whether the session has begun with it. */
  #take(value: unknown): boolean {
    const event = readRealtimeEvent(value);
    if (!event) return false;
    if (event.type !== 'opened') {
      if (this.#ready) this.#options.event(event);
      return false;
    }
    // Some services report a conversation beside the session.
    if (this.#ready) return true;
    this.#attempts = 0;
    this.#ready = true;
    this.#old = false;
    this.#watchAge(event.expiresAtS);
    this.#options.opened(event.form);
    return true;
  }

  #watchAge(expiresAtS: number | undefined): void {
    const { clock, renewAfterMs } = this.#options;
    const leftMs = expiresAtS === undefined ? Infinity : expiresAtS * 1000 - Date.now() - BEFORE_EXPIRY_MS;
    this.#cancelRenewal();
    this.#cancelRenewal = clock.after(Math.max(LEAST_AGE_MS, Math.min(renewAfterMs, leftMs)), () => this.renew());
  }

  #leave(): void {
    this.#cancelRenewal();
    this.#socket = undefined;
    this.#ready = false;
  }

  #ended(error: CodedError): void {
    const wasReady = this.#ready;
    this.#leave();
    if (this.#closed) return;
    if (error instanceof SocketEnded) this.#options.pause.begin(error.retryAfterMs);
    const pauseMs = PAUSES_MS[wasReady ? 0 : this.#attempts];
    if (pauseMs === undefined || isFinal(error)) return this.#options.failed(error);
    if (wasReady) this.#options.lost();
    this.#cancelAttempt = this.#options.clock.after(pauseMs, () => this.#open());
  }
}

/** The service has understood the request, and will not answer it otherwise a moment later. */
function isFinal(error: CodedError): boolean {
  return error instanceof SocketEnded && error.end.kind === 'refused' && error.end.status < 500;
}
