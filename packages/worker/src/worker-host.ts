import { Worker } from 'node:worker_threads';
import type { WorkerCalls, WorkerMessage } from './calls.js';
import { Host, type RunningWorker, type WorkerHostOptions, type WorkerListener } from './host.js';

/**
 * Owns one worker thread, which shares memory and starts in milliseconds. Native code that crashes in it ends the whole
 * process.
 */
export class WorkerHost<C extends WorkerCalls, E extends object = Record<never, never>> extends Host<C, E> {
  /** @param module The module to run, which calls `serveWorker`; see `workerModule`. */
  constructor(module: URL, options: WorkerHostOptions) {
    super(options, (listener) => startThread(module, options, listener));
  }
}

function startThread(module: URL, { name, data }: WorkerHostOptions, listener: WorkerListener): RunningWorker {
  const worker = new Worker(module, { name, workerData: data, execArgv: [] });
  worker.on('message', (message: WorkerMessage) => listener.received(message));
  worker.on('error', (error) => listener.died(error.message));
  worker.on('exit', (code) => listener.died(`exit code ${code}`));
  return {
    send: (message, transfer) => worker.postMessage(message, transfer),
    gone: new Promise((resolve) => worker.once('exit', () => resolve())),
    isApart: false,
    kill: () => void worker.terminate(),
  };
}
