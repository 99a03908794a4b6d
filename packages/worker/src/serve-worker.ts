import { parentPort, workerData as threadData, type TransferListItem } from 'node:worker_threads';
import { LEAVE, Transferred, type CallMessage, type Handlers, type WorkerCalls, type WorkerMessage } from './calls.js';

/** The connection to the owner: the port of a thread, or the channel of a process. */
interface Owner {
  send(message: WorkerMessage, transfer?: TransferListItem[]): void;
  onMessage(listener: (message: CallMessage | typeof LEAVE) => void): void;
}

/** @returns The `data` option with which the owner started this thread or process. */
export function workerData<T>(): T {
  return (parentPort ? threadData : JSON.parse(process.argv[2] ?? 'null')) as T;
}

/**
 * The worker's side of a `WorkerHost` or a `ProcessHost`: answers calls with `handlers`.
 *
 * @returns A function that sends an event to the owner.
 * @throws {Error} When it runs neither in a worker thread nor in a child process with a channel.
 */
export function serveWorker<C extends WorkerCalls, E extends object = Record<never, never>>(
  handlers: Handlers<C>,
): <K extends keyof E & string>(name: K, event: E[K], transfer?: TransferListItem[]) => void {
  const owner = findOwner();
  const reply = async (message: CallMessage | typeof LEAVE): Promise<void> => {
    if (message === LEAVE) process.exit(); // in a thread this ends the thread only
    const { id, name, argument } = message;
    try {
      const answer = await handlers[name as keyof C](argument);
      if (id === 0) return;
      if (answer instanceof Transferred) owner.send({ kind: 'result', id, result: answer.value }, answer.transfer);
      else owner.send({ kind: 'result', id, result: answer });
    } catch (error) {
      if (id === 0) throw error;
      owner.send({ kind: 'error', id, message: error instanceof Error ? error.message : String(error) });
    }
  };
  // A failed call without an answer becomes an unhandled rejection, which ends the worker.
  owner.onMessage((message) => void reply(message));
  owner.send({ kind: 'started' });
  return (name, event, transfer) => owner.send({ kind: 'event', name, event }, transfer);
}

function findOwner(): Owner {
  const port = parentPort;
  if (port)
    return {
      send: (message, transfer) => port.postMessage(message, transfer),
      onMessage: (listener) => port.on('message', listener),
    };
  if (!process.send) throw new Error('serveWorker runs in a worker thread or a child process only');
  // A process whose owner has died would otherwise run for ever.
  process.on('disconnect', () => process.exit());
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => process.on('message', listener as (message: unknown) => void),
  };
}
