import { CodedError, type Clock } from '@visavis/core';

/** So long a pause is waited for: less than anybody notices in an answer that is late anyway. */
const SHORT_MS = 1_000;
/** A longer pause than this is not taken seriously. */
const LONGEST_MS = 10 * 60_000;

/** @param value Of a `Retry-After` header: seconds, or a date. @returns ms; `undefined` where it holds neither. */
export function retryAfterMs(value: string | null | undefined, nowMs = Date.now()): number | undefined {
  if (!value) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** The pause that a busy service has asked for: until it is over, requests fail at once instead of making it worse. */
export class RequestedPause {
  readonly #clock: Clock;
  readonly #what: string;
  #untilMs = -Infinity;

  /** @param what The subject of the error's message: the service. */
  constructor(clock: Clock, what: string) {
    this.#clock = clock;
    this.#what = what;
  }

  /** @param ms `undefined` where the service asks for none. */
  begin(ms: number | undefined): void {
    if (ms !== undefined) this.#untilMs = this.#clock.nowMs() + Math.min(ms, LONGEST_MS);
  }

  /** Waits for the end of a short pause. @throws {CodedError} `provider.failed` in a long one; the signal's reason. */
  async over(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const leftMs = this.#untilMs - this.#clock.nowMs();
    if (leftMs <= 0) return;
    if (leftMs > SHORT_MS) {
      const seconds = Math.ceil(leftMs / 1000);
      throw new CodedError('provider.failed', `${this.#what} is busy, and takes no request for another ${seconds} s`);
    }
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = this.#clock.after(leftMs, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}
