import { TypedEmitter, type Events, type Logger } from '@visavis/core';
import type { Engine, EngineEvents, EngineHealth, EngineInfo } from './engine.js';

/** The part of an {@link Engine} that is the same for all: one preparation at a time, and health that follows it. */
export abstract class PreparedEngine implements Engine {
  abstract readonly info: EngineInfo;
  readonly #emitter: TypedEmitter<EngineEvents>;
  #health: EngineHealth = { state: 'loading' };
  #preparing: Promise<void> | undefined;

  protected constructor(logger?: Logger) {
    this.#emitter = new TypedEmitter(logger);
  }

  get health(): EngineHealth {
    return this.#health;
  }

  get events(): Events<EngineEvents> {
    return this.#emitter;
  }

  prepare(): Promise<void> {
    return (this.#preparing ??= this.#prepare());
  }

  abstract close(): Promise<void>;

  /** Does the work that the first result would have to wait for. */
  protected abstract warmUp(): Promise<void>;

  /** Reports a result: the engine is ready. */
  protected worked(): void {
    this.#become({ state: 'ready' });
  }

  /** Reports a failure at work. The next preparation begins anew. */
  protected failed(reason: string): void {
    this.#preparing = undefined;
    this.#become({ state: 'failed', reason });
  }

  #prepare(): Promise<void> {
    this.#become({ state: 'loading' });
    const preparing = this.warmUp().then(
      () => {
        // A failure since then takes precedence over this preparation.
        if (this.#preparing === preparing) this.worked();
      },
      (error: unknown) => {
        if (this.#preparing === preparing) this.failed(error instanceof Error ? error.message : String(error));
        throw error;
      },
    );
    return preparing;
  }

  #become(to: EngineHealth): void {
    const from = this.#health;
    this.#health = to;
    if (from.state !== to.state) this.#emitter.emit('healthChanged', { from, to });
  }
}
