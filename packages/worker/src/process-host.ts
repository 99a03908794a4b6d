import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerCalls, WorkerMessage } from './calls.js';
import { Host, type RunningWorker, type WorkerHostOptions, type WorkerListener } from './host.js';

/**
 * Owns one child process, with the calls and events of a `WorkerHost`: the place for native code that can end the
 * process it runs in. Messages are copied by structured clone; `transfer` has no effect.
 */
export class ProcessHost<C extends WorkerCalls, E extends object = Record<never, never>> extends Host<C, E> {
  /** @param module The module to run, which calls `serveWorker`; see `workerModule`. */
  constructor(module: URL, options: WorkerHostOptions) {
    super(options, (listener) => startProcess(module, options, listener));
  }
}

function startProcess(module: URL, { data }: WorkerHostOptions, listener: WorkerListener): RunningWorker {
  const child = fork(fileURLToPath(module), [JSON.stringify(data ?? null)], {
    serialization: 'advanced',
    execArgv: [],
    // Standard output belongs to the owner; warnings and errors of the process go to the owner's standard error.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (message) => listener.received(message as WorkerMessage));
  child.on('error', (error) => listener.died(error.message));
  child.on('exit', (code, signal) => listener.died(signal ? `ended by ${signal}` : `exit code ${code}`));
  return {
    // The end of a process is reported by its exit; until then the channel is merely closed.
    send: (message) => void (child.connected && child.send(message)),
    gone: new Promise((resolve) => {
      child.once('exit', () => resolve());
      // A process that could not be started has no exit.
      child.once('error', () => child.pid === undefined && resolve());
    }),
    kill: () => void child.kill('SIGKILL'),
  };
}
