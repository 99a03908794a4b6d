import type { TransferListItem } from 'node:worker_threads';

/** Calls a worker answers: name → argument and result. */
export type WorkerCalls = Record<string, { argument: unknown; result: unknown }>;

/** A call as it is sent to the worker. The worker sends no answer to `id` 0. */
export type CallMessage = { id: number; name: string; argument: unknown };

/** Asks the worker to end itself. */
export const LEAVE = 'leave';

/** A message from a worker to its owner. */
export type WorkerMessage =
  /** The worker's modules are loaded: from now on it takes messages. */
  | { kind: 'started' }
  | { kind: 'result'; id: number; result: unknown }
  | { kind: 'error'; id: number; message: string }
  | { kind: 'event'; name: string; event: unknown };

/** Wraps a result whose buffers move to the owner's thread instead of being copied. Between processes they are copied. */
export class Transferred<T> {
  constructor(
    readonly value: T,
    readonly transfer: TransferListItem[],
  ) {}
}

/** The functions behind a worker's calls. */
export type Handlers<C extends WorkerCalls> = {
  [K in keyof C]: (
    argument: C[K]['argument'],
  ) => C[K]['result'] | Transferred<C[K]['result']> | Promise<C[K]['result'] | Transferred<C[K]['result']>>;
};
