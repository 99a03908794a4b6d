import { CodedError } from '@visavis/core';

interface Waiting {
  start: () => void;
  fail: (reason: unknown) => void;
}

/**
 * Runs one job at a time, first come first served. A job that is aborted while it waits is dropped; a running one is
 * not stopped, since the thread that runs it cannot be interrupted. When `capacity` jobs wait, a further one is
 * rejected.
 */
export class Lane {
  readonly #capacity: number;
  readonly #waiting: Waiting[] = [];
  #busy = false;
  #closed: Error | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether a job runs. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Number of jobs that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @throws The signal's reason while waiting, `provider.failed` when the lane is full, the reason of `close`. */
  async run<T>(job: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await job();
    } finally {
      this.#busy = false;
      this.#waiting.shift()?.start();
    }
  }

  /** Rejects all waiting jobs and all later ones. */
  close(reason: Error): void {
    this.#closed ??= reason;
    for (const { fail } of this.#waiting.splice(0)) fail(this.#closed);
  }

  #enter(signal: AbortSignal): Promise<void> | void {
    signal.throwIfAborted();
    if (this.#closed) throw this.#closed;
    if (!this.#busy) {
      this.#busy = true;
      return;
    }
    if (this.#waiting.length >= this.#capacity) throw new CodedError('provider.failed', 'too many jobs are waiting');
    return this.#wait(signal);
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        signal.removeEventListener('abort', onAbort);
        finish();
      };
      const waiting: Waiting = {
        start: () => settle(() => ((this.#busy = true), resolve())),
        fail: (reason) => settle(() => reject(reason)),
      };
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        waiting.fail(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiting);
    });
  }
}
