import { CodedError, type Clock } from '@visavis/core';

export interface Limits {
  readonly clock: Clock;
  /** How long to wait, ms. */
  readonly withinMs: number;
  /** Who is waited for, in the error's message. */
  readonly what: string;
  /** Ends the wait with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for `promise`, but not for ever. What comes too late is dropped, a late failure too.
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
    const timeout = new CodedError('provider.timeout', `${what} said nothing for ${withinMs} ms`);
    const cancel = clock.after(withinMs, () => settle(() => reject(timeout)));
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

/** What `source` yields, each item in time. A source that does not heed the end is left behind, not waited for. */
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
