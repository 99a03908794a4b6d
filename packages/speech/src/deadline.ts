import { CodedError, type Clock } from '@visavis/core';

/** The bounds of a wait. */
export interface Limits {
  readonly clock: Clock;
  /** How long to wait, ms. */
  readonly withinMs: number;
  /** The subject of the error's message: what is waited for. */
  readonly what: string;
  /** Ends the wait with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for `promise`, but not for ever. A late result is dropped, and so is a late failure.
 *
 * @throws {CodedError} `provider.timeout`; the signal's reason when aborted.
 */
export function inTime<T>(promise: Promise<T>, { clock, withinMs, what, signal }: Limits): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const settle = (act: () => void): void => {
      cancel();
      signal?.removeEventListener('abort', abort);
      act();
    };
    const abort = (): void => settle(() => reject(signal?.reason as Error));
    const timeout = new CodedError('provider.timeout', `${what} did not respond within ${withinMs} ms`);
    const cancel = clock.after(withinMs, () => settle(() => reject(timeout)));
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Yields the items of `source`, each in time. A source that does not react to its end is abandoned, not waited for. */
export async function* eachInTime<T>(source: AsyncIterable<T>, limits: Limits): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await inTime(iterator.next(), limits);
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!ended) iterator.return?.().catch(() => undefined);
  }
}
