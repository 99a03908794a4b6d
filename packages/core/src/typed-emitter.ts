import type { Logger } from './logger.js';

/** The part of an AbortSignal that is used here; neither the DOM's nor Node's types are available. */
interface Abortable {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Options of {@link Events.on}. */
export interface ListenOptions {
  /** Removes the listener when it aborts; with one that has aborted, the listener is never added. */
  signal?: Abortable;
}

/** The listening half of an emitter, which its owner exposes. `M` maps an event name to its payload. */
export interface Events<M> {
  /** @returns A function that removes the listener; calling it twice is harmless. */
  on<K extends keyof M>(name: K, listener: (event: M[K]) => void, options?: ListenOptions): () => void;
}

/** Typed events. The error of a listener that throws is logged, and the other listeners are called. */
export class TypedEmitter<M> implements Events<M> {
  readonly #listeners = new Map<keyof M, Set<(event: never) => void>>();
  readonly #logger: Logger | undefined;

  constructor(logger?: Logger) {
    this.#logger = logger;
  }

  on<K extends keyof M>(name: K, listener: (event: M[K]) => void, options?: ListenOptions): () => void {
    if (options?.signal?.aborted) return () => undefined;
    let set = this.#listeners.get(name);
    if (!set) this.#listeners.set(name, (set = new Set()));
    set.add(listener);
    const remove = (): void => {
      set.delete(listener);
      options?.signal?.removeEventListener('abort', remove);
    };
    options?.signal?.addEventListener('abort', remove, { once: true });
    return remove;
  }

  emit<K extends keyof M>(name: K, event: M[K]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (event: M[K]) => void)(event);
      } catch (error) {
        this.#logger?.error('listener threw', { event: String(name), error });
      }
    }
  }

  /** Removes every listener. */
  clear(): void {
    this.#listeners.clear();
  }
}
