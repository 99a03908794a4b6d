import { fork, type ForkOptions } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@visavis/core';
import type { WorkerCalls, WorkerMessage } from './calls.js';
import { confinedTo, type Confinement } from './confinement.js';
import { Host, type RunningWorker, type WorkerHostOptions, type WorkerListener } from './host.js';
import { LastLine } from './last-line.js';
import { processEnvironment } from './process-environment.js';
import { watchResident } from './resident-watch.js';

/** Options of a {@link ProcessHost}. */
export interface ProcessHostOptions extends WorkerHostOptions {
  /** Limits on the process. Without them it may do what its owner may, but has no more of its environment than it needs. */
  readonly confinement?: Confinement;
  /** Ends a process by force that works on one call for longer, ms. */
  readonly callLimitMs?: number;
  /** How much the process gives way to others, 0 to 19: all of it, from its beginning. @defaultValue not at all */
  readonly niceness?: number;
  /** Ends a process by force that holds more memory than this, MB. Only Linux says how much a process holds. */
  readonly residentMb?: number;
  /**
   * Keeps the process's standard error from the owner's: native code may write there what users said. When the process
   * ends before its first answer, the last line is part of the reason.
   */
  readonly quiet?: boolean;
}

/**
 * Owns one child process, with the calls and events of a `WorkerHost`: the place for native code that can end the
 * process it runs in. Messages are copied by structured clone; `transfer` has no effect.
 */
export class ProcessHost<C extends WorkerCalls, E extends object = Record<never, never>> extends Host<C, E> {
  /** @param module The module to run, which calls `serveWorker`; see `workerModule`. */
  constructor(module: URL, options: ProcessHostOptions) {
    super(options, (listener) => startProcess(module, options, listener));
  }
}

/** A module that is missing is reported by the process. */
function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

/**
 * Lowers the priority of a process that has just been started. Linux keeps one for each thread, and hands it on to those that
 * a thread starts: what a process sets itself, when its helpers run, leaves those as they are.
 */
function giveWay(pid: number | undefined, niceness: number | undefined): void {
  if (pid === undefined || niceness === undefined) return;
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already, which is reported by its exit.
  }
}

/** No setting is read here: what a process needs of the system is passed on, and nothing else. */
function unconfined(): ForkOptions {
  // eslint-disable-next-line no-restricted-properties -- passed on, not read
  return { execArgv: [], env: processEnvironment(process.env) };
}

function startProcess(module: URL, options: ProcessHostOptions, listener: WorkerListener): RunningWorker {
  const { data, confinement, callLimitMs, niceness, residentMb, quiet = false } = options;
  const file = realPath(fileURLToPath(module));
  const start: ForkOptions = confinement ? confinedTo(confinement, file) : unconfined();
  const child = fork(file, [JSON.stringify(data ?? null)], {
    ...start,
    serialization: 'advanced',
    // Standard output belongs to the owner; warnings and errors of the process go to the owner's standard error.
    stdio: ['ignore', 'ignore', quiet ? 'pipe' : 'inherit', 'ipc'],
  });
  const lastLine = child.stderr && new LastLine(child.stderr);
  giveWay(child.pid, niceness);
  const kill = (): void => void child.kill('SIGKILL');
  const watch = new CallWatch(callLimitMs, kill);
  const stopWatching = watchResident(child.pid, residentMb, kill);
  child.on('message', (message) => {
    const { kind } = message as WorkerMessage;
    if (kind === 'result' || kind === 'error') lastLine?.forget();
    watch.received(message as WorkerMessage);
    listener.received(message as WorkerMessage);
  });
  child.on('error', (error) => listener.died(error.message));
  child.on('exit', () => {
    watch.stop();
    stopWatching();
  });
  // What a process has written last may arrive after its exit.
  child.on(quiet ? 'close' : 'exit', (code, signal) => {
    const line = lastLine?.line;
    listener.died(`${signal ? `ended by ${signal}` : `exit code ${code}`}${line ? `: ${line}` : ''}`);
  });
  return {
    // The end of a process is reported by its exit; until then the channel is merely closed.
    send: (message) => {
      if (!child.connected) return;
      child.send(message);
      if (typeof message === 'object' && message.id !== 0) watch.sent();
    },
    gone: new Promise((resolve) => {
      child.once('exit', () => resolve());
      // A process that could not be started has no exit.
      child.once('error', () => child.pid === undefined && resolve());
    }),
    isApart: true,
    kill,
  };
}

/** Notices a process that works on one call for too long. It works on one at a time, from its start on. */
class CallWatch {
  readonly #limitMs: number | undefined;
  readonly #tooLong: () => void;
  #started = false;
  #open = 0;
  #cancel: () => void = () => undefined;

  constructor(limitMs: number | undefined, tooLong: () => void) {
    this.#limitMs = limitMs;
    this.#tooLong = tooLong;
  }

  sent(): void {
    if (this.#open++ === 0) this.#arm();
  }

  received({ kind }: WorkerMessage): void {
    if (kind === 'event') return;
    if (kind === 'started') this.#started = true;
    else this.#open--;
    this.#arm();
  }

  stop(): void {
    this.#cancel();
    this.#open = 0;
  }

  #arm(): void {
    this.#cancel();
    if (this.#limitMs === undefined || this.#open === 0 || !this.#started) return;
    this.#cancel = systemClock.after(this.#limitMs, this.#tooLong);
  }
}
