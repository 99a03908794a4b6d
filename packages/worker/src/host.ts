import type { TransferListItem } from 'node:worker_threads';
import { CodedError, systemClock, TypedEmitter, type Events, type Logger } from '@visavis/core';
import { LEAVE, type CallMessage, type WorkerCalls, type WorkerMessage } from './calls.js';

/** Events about the worker itself. */
export type WorkerLife = {
  /** The worker has ended by itself. */
  died: { reason: string };
  /** Another worker has taken its place. It has received none of the calls that were sent to the first one. */
  restarted: Record<never, never>;
};

/** Options of a `WorkerHost` and a `ProcessHost`. */
export interface WorkerHostOptions {
  /** Name of the thread in diagnostics, and in log lines. */
  readonly name: string;
  /** The value that `workerData` returns in the worker: cloned for a thread, JSON for a process. */
  readonly data?: unknown;
  readonly logger?: Logger;
  /**
   * The longest that calls may be open without any answer, ms: a worker that exceeds it is ended as if it had died. Counts
   * from the worker's start, or its last answer.
   */
  readonly deadlineMs?: number;
  /** Starts another worker this long after one has died, ms. Without it no worker follows the first. */
  readonly restartAfterMs?: number;
}

/** A pause before a restart, ms: long enough that a worker which dies at once does not keep the machine busy. */
export const RESTART_AFTER_MS = 500;

/** A running worker: the operations that a thread and a process have in common. */
export interface RunningWorker {
  send(message: CallMessage | typeof LEAVE, transfer?: TransferListItem[]): void;
  /** Resolves when the worker has ended; at once when it had ended before. */
  readonly gone: Promise<void>;
  /** Whether ending it by force, at any moment, harms nothing but the worker. */
  readonly isApart: boolean;
  /** Ends the worker by force. */
  kill(): void;
}

/** Receives the messages and the end of a running worker. */
export interface WorkerListener {
  received(message: WorkerMessage): void;
  /** May be called more than once. */
  died(reason: string): void;
}

/** The longest work of one call: recognising an utterance on a loaded machine. */
const LEAVING_MS = 2000;
/** The longest start: native modules are loaded on a machine with much other work. */
const STARTING_MS = 30_000;

interface BegunWorker extends RunningWorker {
  /** Resolves when the worker takes messages; never when it ends before that. */
  readonly started: Promise<void>;
}

/**
 * Owns one worker, a thread or a process: sends it calls, and receives answers and events. Calls wait in the worker's
 * own queue. When the worker dies, every open call fails with `worker.died`, and so does every new one until it was
 * restarted.
 */
export abstract class Host<C extends WorkerCalls, E extends object = Record<never, never>> {
  readonly #options: WorkerHostOptions;
  readonly #start: (listener: WorkerListener) => RunningWorker;
  readonly #open = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  readonly #events: TypedEmitter<E & WorkerLife>;
  #worker: BegunWorker;
  #nextId = 1;
  /** Why there is no worker at present; `undefined` while one runs. */
  #ended: string | undefined;
  #cancelRestart: (() => void) | undefined;
  #cancelDeadline: () => void = () => undefined;
  #started = false;
  #closed = false;
  #leaving: Promise<void> | undefined;

  /** @param start Starts a worker, now and after each death that is followed by a restart. */
  protected constructor(options: WorkerHostOptions, start: (listener: WorkerListener) => RunningWorker) {
    this.#options = options;
    this.#start = start;
    this.#events = new TypedEmitter(options.logger);
    this.#worker = this.#begin();
  }

  get events(): Events<E & WorkerLife> {
    return this.#events;
  }

  /**
   * @throws {CodedError} `worker.died` when the worker has ended, `provider.failed` with the message of the error that
   * the worker threw.
   */
  call<K extends keyof C & string>(
    name: K,
    argument: C[K]['argument'],
    transfer?: TransferListItem[],
  ): Promise<C[K]['result']> {
    if (this.#ended !== undefined) return Promise.reject(new CodedError('worker.died', this.#ended));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      // An argument that cannot be copied throws here, which rejects the promise before the call is open.
      this.#worker.send({ id, name, argument }, transfer);
      this.#open.set(id, { resolve, reject });
      if (this.#open.size === 1) this.#awaitAnswer();
    });
  }

  /** Sends a call without an answer. Its failure ends the worker, which is reported by `died`. */
  post<K extends keyof C & string>(name: K, argument: C[K]['argument'], transfer?: TransferListItem[]): void {
    if (this.#ended !== undefined) return;
    this.#worker.send({ id: 0, name, argument }, transfer);
  }

  /**
   * Ends the worker for good. Open calls fail. A process is ended at once. A thread is asked to leave between two calls:
   * ending it inside native code that throws, or while it loads native code, would abort the whole process. Only one that
   * does not listen is ended by force.
   */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRestart?.();
    this.#events.clear();
    this.#end('closed');
    this.#leaving ??= leave(this.#worker);
    await this.#leaving;
  }

  #begin(): BegunWorker {
    this.#started = false;
    let hasStarted: () => void;
    const started = new Promise<void>((resolve) => (hasStarted = resolve));
    const listener: WorkerListener = {
      received: (message) => {
        if (message.kind !== 'started') return this.#receive(message);
        this.#started = true;
        hasStarted();
        this.#awaitAnswer();
      },
      // A worker that fails reports it twice: by its error, then by its exit. The second report finds another worker.
      died: (reason) => worker === this.#worker && this.#died(reason),
    };
    const worker = { ...this.#start(listener), started };
    return worker;
  }

  #died(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#end(reason);
    this.#events.emit('died', { reason } as never);
    const { name, logger, restartAfterMs } = this.#options;
    if (restartAfterMs === undefined || this.#closed) return;
    logger?.error('worker died', { name, reason });
    this.#cancelRestart = systemClock.after(restartAfterMs, () => {
      this.#ended = undefined;
      this.#worker = this.#begin();
      this.#events.emit('restarted', {} as never);
    });
  }

  #receive(message: Exclude<WorkerMessage, { kind: 'started' }>): void {
    if (message.kind === 'event') {
      this.#events.emit(message.name as keyof E, message.event as never);
      return;
    }
    const call = this.#open.get(message.id);
    if (!call) return;
    this.#open.delete(message.id);
    this.#awaitAnswer();
    if (message.kind === 'result') call.resolve(message.result as never);
    else call.reject(new CodedError('provider.failed', message.message));
  }

  #awaitAnswer(): void {
    const { deadlineMs } = this.#options;
    this.#cancelDeadline();
    if (deadlineMs === undefined || !this.#started || this.#open.size === 0) return;
    this.#cancelDeadline = systemClock.after(deadlineMs, () => {
      const { kill } = this.#worker;
      this.#died(`no answer in ${deadlineMs} ms`);
      kill();
    });
  }

  #end(reason: string): void {
    this.#ended ??= reason;
    this.#cancelDeadline();
    for (const call of this.#open.values()) call.reject(new CodedError('worker.died', reason));
    this.#open.clear();
  }
}

async function leave(worker: BegunWorker): Promise<void> {
  if (worker.isApart) {
    worker.kill();
    return worker.gone;
  }
  let cancel = systemClock.after(STARTING_MS, () => worker.kill());
  void worker.started.then(() => {
    cancel();
    cancel = systemClock.after(LEAVING_MS, () => worker.kill());
  });
  worker.send(LEAVE);
  await worker.gone;
  cancel();
}
