import {
  CodedError,
  silentLogger,
  systemClock,
  TypedEmitter,
  type Clock,
  type Events,
  type Logger,
} from '@visavis/core';
import { inTime } from '../deadline.js';
import type { Engine, EngineHealth } from '../engine.js';

/** How long an engine that has failed is left alone before it is tried again, ms; each time twice as long. */
const FIRST_PROBE_MS = 5_000;
const LONGEST_PROBE_MS = 60_000;
/** Limit of one try, ms. A model on one's own machine may be read from disk. */
const TRIAL_LIMIT_MS = 120_000;

/** Events of a {@link Candidate}: `changed` when its health may have become another one. */
export type CandidateEvents = { changed: Record<never, never> };

/** An engine, its name, and how it is tried while it is left alone. */
export interface CandidateOptions<E extends Engine> {
  /** For operators: the name of its provider, and of its model where that was chosen. */
  readonly name: string;
  readonly engine: E;
  /** Has the engine work once, at little cost. Rejects while it cannot. */
  trial(engine: E, signal: AbortSignal): Promise<void>;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * An engine of a fallback list. Once it has failed it counts as failed, whatever it reports itself, until it has worked
 * for a user or in a trial, which is made in the background at growing intervals. Shared by all lists that name it.
 */
export class Candidate<E extends Engine> {
  readonly name: string;
  readonly engine: E;
  readonly #options: CandidateOptions<E>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #emitter: TypedEmitter<CandidateEvents>;
  readonly #closing = new AbortController();
  /** Why it failed last; absent while it may be used. */
  #failure: string | undefined;
  #failures = 0;
  #probeMs = FIRST_PROBE_MS;
  #cancelProbe: (() => void) | undefined;

  constructor(options: CandidateOptions<E>) {
    const { name, engine, clock = systemClock, logger = silentLogger } = options;
    this.name = name;
    this.engine = engine;
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
    this.#emitter = new TypedEmitter(logger);
    engine.events.on('healthChanged', ({ to }) => {
      if (to.state === 'failed') this.#suspend(to.reason);
      this.#emitter.emit('changed', {});
    });
  }

  get events(): Events<CandidateEvents> {
    return this.#emitter;
  }

  get health(): EngineHealth {
    return this.#failure === undefined ? this.engine.health : { state: 'failed', reason: this.#failure };
  }

  /** How often it has failed a user, or while it was tried. */
  get failures(): number {
    return this.#failures;
  }

  /** Prepares the engine. A failure is no rejection: it is probed in the background. */
  async prepare(): Promise<void> {
    try {
      await inTime(this.engine.prepare(), this.#limits());
    } catch (error) {
      if (!this.#closing.signal.aborted) this.failed(error);
    }
  }

  /** The engine has failed. It is left alone until it is well. */
  failed(error: unknown): void {
    this.#failures++;
    this.#suspend(reasonOf(error), error instanceof CodedError ? error.code : undefined);
    this.#emitter.emit('changed', {});
  }

  /** The engine has worked for a user. */
  worked(): void {
    this.#probeMs = FIRST_PROBE_MS;
    this.#restore();
  }

  /** Closes the engine, and probes it no more. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new CodedError('provider.failed', 'the engine was closed'));
    this.#cancelProbe?.();
    await this.engine.close();
  }

  #suspend(reason: string, code?: string): void {
    const first = this.#failure === undefined;
    this.#failure = reason;
    if (!first || this.#closing.signal.aborted) return;
    this.#logger.warn('an engine has failed, and is tried again in the background', {
      engine: this.name,
      ...(code !== undefined && { code }),
      why: reason,
    });
    this.#probeLater();
  }

  #restore(): void {
    this.#cancelProbe?.();
    this.#cancelProbe = undefined;
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.#logger.info('an engine works again', { engine: this.name, failures: this.#failures });
    this.#emitter.emit('changed', {});
  }

  #probeLater(): void {
    this.#cancelProbe = this.#clock.after(this.#probeMs, () => void this.#probe());
    this.#probeMs = Math.min(2 * this.#probeMs, LONGEST_PROBE_MS);
  }

  async #probe(): Promise<void> {
    const trying = new AbortController();
    const stop = (): void => trying.abort(this.#closing.signal.reason);
    this.#closing.signal.addEventListener('abort', stop, { once: true });
    try {
      await inTime(this.engine.prepare(), this.#limits());
      await inTime(this.#options.trial(this.engine, trying.signal), this.#limits());
      this.#restore();
    } catch (error) {
      if (this.#closing.signal.aborted || this.#failure === undefined) return;
      this.#failures++;
      this.#failure = reasonOf(error);
      this.#probeLater();
    } finally {
      this.#closing.signal.removeEventListener('abort', stop);
      trying.abort(new DOMException('The trial is over', 'AbortError'));
    }
  }

  #limits() {
    return { clock: this.#clock, withinMs: TRIAL_LIMIT_MS, what: this.name, signal: this.#closing.signal };
  }
}

/** Only the sentences of coded errors are known to hold nothing that users said. */
function reasonOf(error: unknown): string {
  return error instanceof CodedError ? error.message : 'an unexpected error';
}
