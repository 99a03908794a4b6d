import { ProcessHost } from '@visavis/worker';
import type { StartProcess } from '../engines/process-engine.js';

/** A call that a process has received. */
export interface SeenCall {
  readonly name: string;
  readonly argument: unknown;
}

/** Starts real processes, and shows the calls that they receive. */
export class WatchedProcess {
  readonly calls: SeenCall[] = [];
  /** Calls without an answer. */
  readonly posts: SeenCall[] = [];
  readonly #waiting: { name: string; resolve: () => void }[] = [];
  #latest: Pick<ProcessHost<never>, 'call' | 'post'> | undefined;
  readonly #restartAfterMs: number | undefined;

  /** @param restartAfterMs Of a process that has died; none follows it by default. */
  constructor(restartAfterMs?: number) {
    this.#restartAfterMs = restartAfterMs;
  }

  readonly start: StartProcess = (module, options) => {
    const host = new ProcessHost<never>(module, { ...options, restartAfterMs: this.#restartAfterMs });
    this.#latest = host;
    const call = (name: string, argument: unknown): Promise<unknown> => {
      this.calls.push({ name, argument });
      const sent = host.call(name as never, argument as never);
      for (const waiting of this.#waiting.splice(0)) {
        if (waiting.name === name) waiting.resolve();
        else this.#waiting.push(waiting);
      }
      return sent;
    };
    const watched = {
      call,
      post: (name: string, argument: unknown) => {
        this.posts.push({ name, argument });
        host.post(name as never, argument as never);
      },
      close: () => host.close(),
      events: host.events,
    };
    return watched;
  };

  /** @returns A promise that resolves when the next call of that name was sent. */
  next(name: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ name, resolve }));
  }

  /** Sends a call beside the engine: what it does not do itself. */
  async send(name: string, argument: unknown): Promise<unknown> {
    return this.#latest?.call(name as never, argument as never);
  }

  /** Sends a call without an answer beside the engine. */
  post(name: string, argument: unknown): void {
    this.#latest?.post(name as never, argument as never);
  }
}
