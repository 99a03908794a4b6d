import { PreparedEngine } from '@visavis/speech';
import { RESTART_AFTER_MS, WorkerHost, type WorkerCalls, type WorkerHostOptions } from '@visavis/worker';

/** Calls of a worker with an engine: `ready` resolves when the first result will be quick. */
export type EngineCalls = WorkerCalls & { ready: { argument: undefined; result: void } };

/** How the thread of an engine is named and watched. */
export type WorkerEngineOptions = Pick<WorkerHostOptions, 'name' | 'logger' | 'deadlineMs'>;

/** An engine in a thread of its own. When that dies, another one takes its place and is prepared again. */
export abstract class WorkerEngine<C extends EngineCalls> extends PreparedEngine {
  protected readonly worker: WorkerHost<C>;

  protected constructor(module: URL, options: WorkerEngineOptions) {
    super(options.logger);
    const { name, logger } = options;
    this.worker = new WorkerHost(module, { ...options, restartAfterMs: RESTART_AFTER_MS });
    this.worker.events.on('died', ({ reason }) => this.failed(reason));
    this.worker.events.on('restarted', () => {
      this.prepare().catch((error: unknown) => logger?.error('engine cannot be prepared again', { name, error }));
    });
  }

  /** Calls under way fail with `worker.died`. Idempotent. */
  async close(): Promise<void> {
    await this.worker.close();
  }

  protected async warmUp(): Promise<void> {
    await this.worker.call('ready', undefined);
  }
}
