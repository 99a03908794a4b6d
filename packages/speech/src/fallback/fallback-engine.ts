import { CodedError, systemClock, TypedEmitter, type Clock, type Complete, type Events } from '@visavis/core';
import type { Engine, EngineEvents, EngineHealth, EngineInfo } from '../engine.js';
import type { Candidate } from './candidate.js';

/** How long a start waits for the engine that is to be used, where another one could serve meanwhile, ms. */
const START_PATIENCE_MS = 15_000;
/** Limit of an attempt with an engine that still loads: the wait ends with that of its user, and the load goes on, ms. */
const LOADING_LIMIT_MS = 120_000;

const ORDER: Readonly<Record<EngineHealth['state'], number>> = { ready: 0, loading: 1, failed: 2 };

/** The engines of a list, and how long each may take. */
export interface FallbackOptions<E extends Engine> {
  /** Never empty; in the order in which they are wanted. The owner of the candidates closes them. */
  readonly candidates: readonly Candidate<E>[];
  /** How long an attempt may last until its first result, ms. */
  readonly limitMs: number;
  readonly clock?: Clock;
}

/** A list of engines as one: the first that works is used. */
export abstract class FallbackEngine<E extends Engine> implements Complete<Engine> {
  protected readonly candidates: readonly Candidate<E>[];
  protected readonly clock: Clock;
  readonly #limitMs: number;
  readonly #emitter = new TypedEmitter<EngineEvents>();
  readonly #ended = new AbortController();
  #health: EngineHealth;

  protected constructor({ candidates, limitMs, clock = systemClock }: FallbackOptions<E>) {
    if (candidates.length === 0) throw new RangeError('There is no engine in the list');
    this.candidates = candidates;
    this.clock = clock;
    this.#limitMs = limitMs;
    this.#health = this.health;
    const { signal } = this.#ended;
    for (const { events } of candidates) events.on('changed', () => this.#healthMayHaveChanged(), { signal });
  }

  /** The facts about the engine that would be used now; data may go to the service of each. */
  get info(): EngineInfo {
    const services = this.candidates.flatMap(({ engine: { info } }) =>
      info.data.at === 'service' ? [info.data.service] : [],
    );
    if (services.length === 0) return this.current.info;
    return { ...this.current.info, data: { at: 'service', service: [...new Set(services)].join(' or ') } };
  }

  /** That of the best engine. */
  get health(): EngineHealth {
    return this.inOrder()[0]?.health ?? { state: 'loading' };
  }

  get events(): Events<EngineEvents> {
    return this.#emitter;
  }

  /**
   * Prepares all engines.
   *
   * @returns Resolves when the first of the list is prepared, or has failed and another one is prepared; a first one that
   *   takes long is not waited for where another one is ready.
   * @throws {CodedError} `provider.failed` when none can be prepared. They are tried again in the background.
   */
  async prepare(): Promise<void> {
    const all = this.candidates.map((candidate) => candidate.prepare());
    await this.#firstOf(all);
    if (this.health.state === 'ready') return;
    // Those that still load may be ready before the last one has failed.
    await Promise.race([Promise.all(all), this.#ready()]);
    if (this.health.state !== 'failed') return;
    const reasons = this.candidates.map(({ name, health }) => `${name}: ${health.state === 'failed' && health.reason}`);
    throw new CodedError('provider.failed', reasons.join('; '));
  }

  /** Ends what this list does; its engines belong to the owner of the candidates. Idempotent. */
  close(): Promise<void> {
    this.#ended.abort();
    return Promise.resolve();
  }

  protected get current(): E {
    return (this.inOrder()[0] as Candidate<E>).engine;
  }

  /** Those that are ready, then those that load, then those that have failed, each in the order of the list. */
  protected inOrder(): readonly Candidate<E>[] {
    return [...this.candidates].sort((a, b) => ORDER[a.health.state] - ORDER[b.health.state]);
  }

  /** @returns The limit of an attempt with an engine, ms: one that loads is waited for. */
  protected limitOf({ engine }: Candidate<E>): number {
    return engine.health.state === 'loading' ? LOADING_LIMIT_MS : this.#limitMs;
  }

  async #firstOf([first]: readonly Promise<void>[]): Promise<void> {
    let impatient = (): void => undefined;
    const cancel = this.clock.after(START_PATIENCE_MS, () => impatient());
    try {
      await Promise.race([first, new Promise<void>((resolve) => (impatient = resolve))]);
    } finally {
      cancel();
    }
  }

  #ready(): Promise<void> {
    return new Promise((resolve) => {
      this.#emitter.on('healthChanged', ({ to }) => to.state === 'ready' && resolve(), { signal: this.#ended.signal });
    });
  }

  #healthMayHaveChanged(): void {
    const from = this.#health;
    this.#health = this.health;
    if (from.state !== this.#health.state) this.#emitter.emit('healthChanged', { from, to: this.#health });
  }
}
