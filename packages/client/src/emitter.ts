/** Options of a listener. */
export interface ListenOptions {
  /** Removes the listener when it aborts. */
  signal?: AbortSignal;
}

/** The listening half of an emitter. `M` maps an event name to its payload. */
export interface Events<M> {
  /** @returns A function that removes the listener; calling it twice is harmless. */
  on<K extends keyof M>(name: K, listener: (event: M[K]) => void, options?: ListenOptions): () => void;
}

/**
 * Typed events of the SDK. The SDK has no dependency at run time, hence an emitter of its own.
 * A listener that throws is reported like any uncaught error of the page and never keeps the event from the others.
 */
export class Emitter<M> implements Events<M> {
  readonly #listeners = new Map<keyof M, Set<(event: never) => void>>();

  on<K extends keyof M>(name: K, listener: (event: M[K]) => void, options?: ListenOptions): () => void {
    if (options?.signal?.aborted) return () => undefined;
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
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
        globalThis.reportError?.(error);
      }
    }
  }

  /** Removes every listener. */
  clear(): void {
    this.#listeners.clear();
  }
}
