import { CodedError, silentLogger, systemClock, type Clock, type Logger } from '@visavis/core';
import { inTime, PreparedEngine, type EngineInfo, type Limits } from '@visavis/speech';
import { Lane, ProcessHost, RESTART_AFTER_MS, type ProcessHostOptions, type WorkerCalls } from '@visavis/worker';
import type { DescribedModel } from '../models/described-model.js';
import { verifyModel } from '../models/model-record.js';

/** Calls of a process with a model. */
export type ModelCalls = WorkerCalls & {
  /** Loads the model, and has it work once. The first call; never fails in a way that another load could repair. */
  load: { argument: { model: DescribedModel; threads: number }; result: unknown };
};

/** The process that a model works in. When it ends by itself, another one takes its place. */
export type EngineProcess<C extends WorkerCalls> = Pick<ProcessHost<C>, 'call' | 'post' | 'close' | 'events'>;

/** Starts the process of an engine; tests have one of their own. */
export type StartProcess = <C extends WorkerCalls>(module: URL, options: ProcessHostOptions) => EngineProcess<C>;

/** Options of the engines of this package. */
export interface LocalEngineOptions {
  /** Threads that a model may compute with. */
  readonly threads: number;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly start?: StartProcess;
}

/** Work that may wait for a model, over all sessions; a further piece is rejected. */
const MAX_WAITING = 256;
/** The longest call: loading the largest model from a slow disk. */
const CALL_LIMIT_MS = 120_000;
/** A third of the share of a thread with work that is due now: pictures and packets take precedence. */
const NICENESS = 5;

const startProcess: StartProcess = (module, options) => new ProcessHost(module, options);

/**
 * An engine whose model works in a process of its own, which is started when the engine is prepared: native code ends
 * the process it runs in when something is wrong with a model or its input. Work under way fails with `worker.died` then,
 * and the model is loaded again.
 */
export abstract class ProcessEngine<C extends ModelCalls> extends PreparedEngine {
  abstract override readonly info: EngineInfo;
  protected readonly lane = new Lane(MAX_WAITING);
  readonly clock: Clock;
  readonly #model: DescribedModel;
  readonly #module: URL;
  readonly #options: LocalEngineOptions;
  #process: EngineProcess<C> | undefined;
  /** How often the model was loaded: what an earlier process knew, a later one does not. */
  #loads = 0;
  #loaded = false;
  #closed = false;

  protected constructor(model: DescribedModel, module: URL, options: LocalEngineOptions) {
    super(options.logger);
    this.#model = model;
    this.#module = module;
    this.#options = options;
    this.clock = options.clock ?? systemClock;
  }

  /** Identifies the process that has the model loaded. */
  get generation(): number {
    return this.#loads;
  }

  /** Idempotent. Work under way fails with `worker.died`. */
  async close(): Promise<void> {
    this.#closed = true;
    this.lane.close(this.#gone());
    await this.#process?.close();
  }

  /** The process with the model loaded; a cold model is loaded first. @throws {CodedError} Where it cannot be loaded. */
  protected async ready(): Promise<EngineProcess<C>> {
    await this.prepare();
    if (!this.#process || this.#closed) throw this.#gone();
    return this.#process;
  }

  /** Waits for work of the model. One that does not come to an end is a failure of the engine, not of its user. */
  protected async inTime<T>(work: Promise<T>, limits: Omit<Limits, 'clock'>): Promise<T> {
    try {
      return await inTime(work, { clock: this.clock, ...limits });
    } catch (error) {
      if (error instanceof CodedError && error.code === 'provider.timeout') this.failed(error.message);
      throw error;
    }
  }

  protected async warmUp(): Promise<void> {
    await verifyModel(this.#model.folder);
    if (this.#closed) throw this.#gone();
    this.#process ??= this.#start();
    await this.loadIn(this.#process);
    this.#loads++;
    this.#loaded = true;
  }

  /** Loads the model. An engine that has more to do before the first result overrides it. */
  protected async loadIn(process: EngineProcess<C>): Promise<void> {
    const { threads } = this.#options;
    try {
      await process.call('load', { model: this.#model, threads });
    } catch (error) {
      const { code, message } = error as CodedError;
      throw new CodedError(code, `The model ${this.#model.name} cannot be loaded: ${message}`, { cause: error });
    }
  }

  #start(): EngineProcess<C> {
    const { start = startProcess, logger = silentLogger } = this.#options;
    const { kind, name } = this.#model;
    const process = start<C>(this.#module, {
      name: `local ${kind}`,
      logger,
      restartAfterMs: RESTART_AFTER_MS,
      callLimitMs: CALL_LIMIT_MS,
      niceness: NICENESS,
      quiet: true,
    });
    let wasLoaded = false;
    process.events.on('died', ({ reason }) => {
      wasLoaded = this.#loaded;
      this.#loaded = false;
      this.failed(reason);
    });
    process.events.on('restarted', () => {
      // A model that ends its process when it is loaded would do so again.
      if (!wasLoaded) return;
      this.prepare().catch((error: unknown) => logger.error('the model cannot be loaded again', { name, error }));
    });
    return process;
  }

  #gone(): CodedError {
    return new CodedError('worker.died', `The model ${this.#model.name} was closed`);
  }
}
