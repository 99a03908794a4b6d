import { CodedError, TypedEmitter } from '@visavis/core';
import { ProcessHost, type ProcessHostOptions, type WorkerLife } from '@visavis/worker';
import type { StartProcess } from '../engines/process-engine.js';

/** What comes of the calls of a process, beside its loading. */
export type Mishap =
  /** It never answers. */
  | 'stall'
  /** It ends by itself in the middle of the call. */
  | 'cut';

/**
 * A real process for an engine that meets with mishaps on request, and counts the calls that are open. One that has ended is
 * followed by another only when all is well again.
 */
export class MortalProcess {
  readonly #fatal: unknown;
  #mishap: Mishap | undefined;
  #held = 0;
  #stalled: ((reason: Error) => void)[] = [];
  #revive: () => void = () => undefined;

  /** @param fatal A model with which native code ends its process. */
  constructor(fatal: unknown) {
    this.#fatal = fatal;
  }

  /** Calls that are open. */
  readonly held = (): number => this.#held;

  /** @param mishap From the next call on; without one, all is well again. */
  misbehave(mishap?: Mishap): void {
    this.#mishap = mishap;
    if (mishap) return;
    for (const end of this.#stalled.splice(0)) end(new CodedError('worker.died', 'it had stalled'));
    this.#revive();
  }

  readonly start: StartProcess = (module, options) => {
    const events = new TypedEmitter<WorkerLife>();
    let host = this.#begin(module, options, events);
    this.#revive = () => {
      if (host.isGone) host = this.#begin(module, options, events);
    };
    const process = {
      events,
      call: (name: string, argument: unknown) => this.#counted(() => this.#call(host.host, name, argument)),
      post: (name: never, argument: never) => host.host.post(name, argument),
      close: () => {
        this.#revive = () => undefined;
        for (const end of this.#stalled.splice(0)) end(new CodedError('worker.died', 'closed'));
        return host.host.close();
      },
    };
    return process;
  };

  #begin(module: URL, options: ProcessHostOptions, events: TypedEmitter<WorkerLife>): { host: Host; isGone: boolean } {
    const begun = { host: new ProcessHost<never>(module, { ...options, restartAfterMs: undefined }), isGone: false };
    begun.host.events.on('died', (event) => {
      begun.isGone = true;
      events.emit('died', event);
    });
    events.emit('restarted', {});
    return begun;
  }

  async #counted<T>(call: () => Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await call();
    } finally {
      this.#held--;
    }
  }

  #call(host: Host, name: string, argument: unknown): Promise<unknown> {
    if (name === 'load' || !this.#mishap) return host.call(name as never, argument as never);
    if (this.#mishap === 'stall') return new Promise((_, reject) => this.#stalled.push(reject));
    host.call('load' as never, { model: this.#fatal, threads: 1 } as never).catch(() => undefined);
    return host.call(name as never, argument as never);
  }
}

type Host = ProcessHost<never>;
