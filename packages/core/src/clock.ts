/**
 * Time and timers as a port, so that tests can replace them. All times are monotonic milliseconds with an arbitrary
 * origin.
 */
export interface Clock {
  nowMs(): number;
  /** Runs `callback` once, `delayMs` from now. @returns A function that cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

declare const performance: { now(): number };
declare function setTimeout(callback: () => void, delayMs: number): unknown;
declare function clearTimeout(handle: unknown): void;

/** The clock of the process: `performance.now` and `setTimeout`. A pending timer keeps a Node process alive. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return () => clearTimeout(handle);
  },
};
