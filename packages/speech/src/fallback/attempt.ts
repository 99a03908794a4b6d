import type { Clock } from '@visavis/core';
import { inTime } from '../deadline.js';
import { LinkedSignal } from './linked-signal.js';

/** How long a source may be silent, ms. */
export interface AttemptLimits {
  readonly clock: Clock;
  /** Names the engine in the error. */
  readonly what: string;
  /** Until its first item. */
  readonly firstMs: number;
  /** Between two items. */
  readonly stallMs: number;
  /** Of its user. */
  readonly signal: AbortSignal;
}

/**
 * Yields the items of a source, each in time. The source has a signal of its own, which aborts as soon as the attempt is
 * over; one that does not react is left behind.
 *
 * @throws {CodedError} `provider.timeout`; the error of the source; the reason of the user's signal when that aborts.
 */
export async function* attempt<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  { clock, what, firstMs, stallMs, signal }: AttemptLimits,
): AsyncGenerator<T, void, undefined> {
  const linked = new LinkedSignal(signal);
  let iterator: AsyncIterator<T> | undefined;
  try {
    iterator = open(linked.signal)[Symbol.asyncIterator]();
    let withinMs = firstMs;
    for (;;) {
      const next = await inTime(iterator.next(), { clock, what, withinMs, signal });
      if (next.done) return;
      withinMs = stallMs;
      yield next.value;
    }
  } finally {
    linked.end();
    iterator?.return?.().catch(() => undefined);
  }
}
