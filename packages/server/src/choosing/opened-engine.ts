import type { Logger } from '@visavis/core';
import type { Candidate, Engine, Knowledge, Learning } from '@visavis/speech';

export interface OpenedEngineOptions<E extends Engine> {
  /** As it was opened. */
  readonly bare: E & Learning;
  /** The engine as sessions use it; closing it closes the bare one. */
  readonly engine: E;
  /** The name of its provider. */
  readonly provider: string;
  /** The model that it was opened with; absent where its provider has no choice of models. */
  readonly model?: string | undefined;
  /** Whether it is the engine of its provider where no model is wished for. */
  readonly usual: boolean;
  candidateOf(options: { name: string; engine: E; logger: Logger }): Candidate<E>;
  readonly logger: Logger;
}

/** The state of an engine, for operators. */
export interface EngineReport {
  readonly engine: string;
  readonly state: Engine['health']['state'];
  /** How often it has failed where another one could stand in for it. */
  readonly failures: number;
}

/** An engine of the catalogue that is open: used alone, or as a member of lists. It owns the engine. */
export class OpenedEngine<E extends Engine> {
  readonly #options: OpenedEngineOptions<E>;
  #candidate: Candidate<E> | undefined;

  constructor(options: OpenedEngineOptions<E>) {
    this.#options = options;
  }

  get engine(): E {
    return this.#options.engine;
  }

  get provider(): string {
    return this.#options.provider;
  }

  get model(): string | undefined {
    return this.#options.model;
  }

  get usual(): boolean {
    return this.#options.usual;
  }

  get name(): string {
    return this.model === undefined ? this.provider : `${this.provider} ${this.model}`;
  }

  /** The same for all lists. */
  get candidate(): Candidate<E> {
    const { engine, candidateOf, logger } = this.#options;
    return (this.#candidate ??= candidateOf({ name: this.name, engine, logger }));
  }

  report(): EngineReport {
    const { state } = (this.#candidate ?? this.engine).health;
    return { engine: this.name, state, failures: this.#candidate?.failures ?? 0 };
  }

  /** Never rejects: a failure is logged. */
  async learn(knowledge: Knowledge): Promise<void> {
    const { bare, logger } = this.#options;
    await bare
      .setKnowledge?.(knowledge)
      .catch((error: unknown) => logger.error('knowledge not taken over', { engine: this.name, error }));
  }

  close(): Promise<void> {
    return (this.#candidate ?? this.engine).close();
  }
}
