import { Worker, parentPort, type TransferListItem } from 'node:worker_threads';
import { CodedError, systemClock, TypedEmitter, type Events, type Logger } from '@visavis/core';

/** Calls a worker answers: name → argument and result. */
export type WorkerCalls = Record<string, { argument: unknown; result: unknown }>;

type ToWorker = { id: number; name: string; argument: unknown };
/** Asks the thread to end. */
const LEAVE = 'leave';
type FromWorker =
  | { kind: 'result'; id: number; result: unknown }
  | { kind: 'error'; id: number; message: string }
  | { kind: 'event'; name: string; event: unknown };

/**
 * The module beside the caller's that a worker is to run. Node cannot run TypeScript in a worker, so a caller that is
 * itself still TypeScript (under the test runner) gets the built twin from `dist`.
 *
 * @param callerUrl The caller's `import.meta.url`. @param name Module name without extension, relative to the caller.
 */
export function workerModule(callerUrl: string, name: string): URL {
  const base = callerUrl.endsWith('.ts') ? callerUrl.replace(/\/src\/(?!.*\/src\/)/, '/dist/') : callerUrl;
  return new URL(`./${name}.js`, base);
}

type Life = {
  /** The thread has ended by itself. */
  died: { reason: string };
  /** Another one has taken its place; it knows nothing of what the first was told. */
  restarted: Record<never, never>;
};

export interface WorkerHostOptions {
  /** Shown in diagnostics. */
  readonly name: string;
  readonly data?: unknown;
  readonly logger?: Logger;
  /** Starts another thread this long after one has died; without it the first is the last. */
  readonly restartAfterMs?: number;
}

/** Long enough that a thread which dies at once does not keep the machine busy. */
export const RESTART_AFTER_MS = 500;

/**
 * Owns one worker thread: calls with answers, and events back. Calls wait in the worker's own order.
 * When the thread dies, every open call fails with `worker.died`, and so does every new one until it was restarted.
 */
export class WorkerHost<C extends WorkerCalls, E extends object = Record<never, never>> {
  readonly #module: URL;
  readonly #options: WorkerHostOptions;
  readonly #open = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  readonly #events: TypedEmitter<E & Life>;
  #worker: Worker;
  #nextId = 1;
  /** Why there is no thread right now. */
  #ended: string | undefined;
  #cancelRestart: (() => void) | undefined;
  #closed = false;
  #leaving: Promise<void> | undefined;

  constructor(module: URL, options: WorkerHostOptions) {
    this.#module = module;
    this.#options = options;
    this.#events = new TypedEmitter(options.logger);
    this.#worker = this.#start();
  }

  get events(): Events<E & Life> {
    return this.#events;
  }

  /** @throws {CodedError} `worker.died` when the thread is gone, `provider.failed` with the worker's own message. */
  call<K extends keyof C & string>(
    name: K,
    argument: C[K]['argument'],
    transfer?: TransferListItem[],
  ): Promise<C[K]['result']> {
    if (this.#ended !== undefined) return Promise.reject(new CodedError('worker.died', this.#ended));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, argument } satisfies ToWorker, transfer);
    });
  }

  /** A call whose answer nobody waits for; its failure is the worker's to report. */
  post<K extends keyof C & string>(name: K, argument: C[K]['argument'], transfer?: TransferListItem[]): void {
    if (this.#ended !== undefined) return;
    this.#worker.postMessage({ id: 0, name, argument } satisfies ToWorker, transfer);
  }

  /**
   * Ends the thread for good. Open calls fail. The thread is asked to go, between two calls: ending one inside native code
   * that throws would abort the whole process. Only a thread that does not listen is ended by force.
   */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRestart?.();
    this.#events.clear();
    this.#end('closed');
    this.#leaving ??= leave(this.#worker);
    await this.#leaving;
  }

  #start(): Worker {
    const { name, data } = this.#options;
    const worker = new Worker(this.#module, { name, workerData: data, execArgv: [] });
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) => this.#died(worker, error.message));
    worker.on('exit', (code) => this.#died(worker, `exit code ${code}`));
    return worker;
  }

  #died(worker: Worker, reason: string): void {
    // A thread that fails tells so twice: by its error, then by its exit.
    if (worker !== this.#worker || this.#ended !== undefined) return;
    this.#end(reason);
    this.#events.emit('died', { reason } as never);
    const { name, logger, restartAfterMs } = this.#options;
    if (restartAfterMs === undefined || this.#closed) return;
    logger?.error('worker thread died', { name, reason });
    this.#cancelRestart = systemClock.after(restartAfterMs, () => {
      this.#ended = undefined;
      this.#worker = this.#start();
      this.#events.emit('restarted', {} as never);
    });
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'event') {
      this.#events.emit(message.name as keyof E, message.event as never);
      return;
    }
    const call = this.#open.get(message.id);
    if (!call) return;
    this.#open.delete(message.id);
    if (message.kind === 'result') call.resolve(message.result as never);
    else call.reject(new CodedError('provider.failed', message.message));
  }

  #end(reason: string): void {
    this.#ended ??= reason;
    for (const call of this.#open.values()) call.reject(new CodedError('worker.died', reason));
    this.#open.clear();
  }
}

/** Longest work of one call: recognising an utterance on a loaded machine. */
const LEAVING_MS = 2000;

async function leave(worker: Worker): Promise<void> {
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  // A thread that has ended already answers with -1 and tells no second time.
  if (worker.threadId === -1) return;
  const cancel = systemClock.after(LEAVING_MS, () => void worker.terminate());
  worker.postMessage(LEAVE);
  await gone;
  cancel();
}

/** Wraps a result whose buffers move to the other thread instead of being copied. */
export class Transferred<T> {
  constructor(
    readonly value: T,
    readonly transfer: TransferListItem[],
  ) {}
}

type Handlers<C extends WorkerCalls> = {
  [K in keyof C]: (
    argument: C[K]['argument'],
  ) => C[K]['result'] | Transferred<C[K]['result']> | Promise<C[K]['result'] | Transferred<C[K]['result']>>;
};

/**
 * The worker's side of {@link WorkerHost}: answers calls with `handlers`.
 *
 * @returns A function that sends an event to the owner.
 */
export function serveWorker<C extends WorkerCalls, E extends object = Record<never, never>>(
  handlers: Handlers<C>,
): <K extends keyof E & string>(name: K, event: E[K], transfer?: TransferListItem[]) => void {
  const port = parentPort;
  if (!port) throw new Error('serveWorker runs in a worker thread only');
  const reply = (message: FromWorker, transfer?: TransferListItem[]): void => port.postMessage(message, transfer);
  port.on('message', async (message: ToWorker | typeof LEAVE) => {
    if (message === LEAVE) process.exit(); // of this thread only
    const { id, name, argument } = message;
    try {
      const answer = await handlers[name as keyof C](argument as never);
      if (id === 0) return;
      if (answer instanceof Transferred) reply({ kind: 'result', id, result: answer.value }, answer.transfer);
      else reply({ kind: 'result', id, result: answer });
    } catch (error) {
      if (id === 0) throw error;
      reply({ kind: 'error', id, message: error instanceof Error ? error.message : String(error) });
    }
  });
  return (name, event, transfer) => reply({ kind: 'event', name, event }, transfer);
}
