import { PreparedEngine } from '@visavis/speech';
import type { WorkerCalls } from '@visavis/worker';
import { startThread, type EngineThread, type EngineThreadOptions, type StartThread } from './engine-thread.js';

/** Calls of a worker with an engine: `ready` resolves when the first result will be quick. */
export type EngineCalls = WorkerCalls & { ready: { argument: undefined; result: void } };

/** An engine in a thread of its own. When that dies, another one takes its place and is prepared again. */
export abstract class WorkerEngine<C extends EngineCalls> extends PreparedEngine {
  protected readonly worker: EngineThread<C>;

  protected constructor(module: URL, options: EngineThreadOptions, start: StartThread = startThread) {
    super(options.logger);
    const { name, logger } = options;
    this.worker = start(module, options);
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
