import { RESTART_AFTER_MS, WorkerHost, type WorkerCalls, type WorkerHostOptions } from '@visavis/worker';

/** How the thread of an engine is named and watched. */
export type EngineThreadOptions = Pick<WorkerHostOptions, 'name' | 'logger' | 'deadlineMs'>;

/** The thread that an engine works in. When it dies, another one takes its place. */
export type EngineThread<C extends WorkerCalls> = Pick<WorkerHost<C>, 'call' | 'post' | 'close' | 'events'>;

/** Starts the thread of an engine; tests have one of their own. */
export type StartThread = <C extends WorkerCalls>(module: URL, options: EngineThreadOptions) => EngineThread<C>;

export const startThread: StartThread = (module, options) =>
  new WorkerHost(module, { ...options, restartAfterMs: RESTART_AFTER_MS });
