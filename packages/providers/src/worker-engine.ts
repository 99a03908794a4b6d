import type { Logger } from '@visavis/core';
import { PreparedEngine } from '@visavis/speech';
import { RESTART_AFTER_MS, WorkerHost, type WorkerCalls } from '@visavis/worker';

/** Calls of a worker with an engine: `ready` resolves when the first result will be quick. */
export type EngineCalls = WorkerCalls & { ready: { argument: undefined; result: void } };

/** An engine in a thread of its own. When that dies, another one takes its place and is prepared again. */
export abstract class WorkerEngine<C extends EngineCalls> extends PreparedEngine {
  protected readonly worker: WorkerHost<C>;

  /** @param name Name of the thread in diagnostics. */
  protected constructor(module: URL, { name, logger }: { name: string; logger: Logger | undefined }) {
    super(logger);
    this.worker = new WorkerHost(module, { name, logger, restartAfterMs: RESTART_AFTER_MS });
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
