import type { Clock } from '@visavis/core';
import { inTime } from '@visavis/speech';

/** How long a service may be silent. */
export interface SilenceLimits {
  readonly clock: Clock;
  /** Until the first item, ms. */
  readonly firstMs: number;
  /** Between two items, ms. */
  readonly silenceMs: number;
  /** The subject of the error's message: the service. */
  readonly what: string;
  readonly signal: AbortSignal;
}

/**
 * Yields the items of `source`, each in time. A source that does not react to its end is abandoned, not waited for.
 *
 * @throws {CodedError} `provider.timeout`; the signal's reason when aborted.
 */
export async function* withinLimits<T>(source: AsyncIterable<T>, limits: SilenceLimits): AsyncGenerator<T, void> {
  const { clock, what, signal } = limits;
  const items = source[Symbol.asyncIterator]();
  let withinMs = limits.firstMs;
  let ended = false;
  try {
    for (;;) {
      const next = await inTime(items.next(), { clock, withinMs, what, signal });
      ended = next.done === true;
      if (next.done) return;
      withinMs = limits.silenceMs;
      yield next.value;
    }
  } finally {
    if (!ended) items.return?.().catch(() => undefined);
  }
}
