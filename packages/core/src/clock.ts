/** Time and timers, so that tests can bring their own. All times are monotonic milliseconds with an arbitrary origin. */
export interface Clock {
  nowMs(): number;
  /** Runs `callback` once, `delayMs` from now. @returns A function that cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

declare const performance: { now(): number };
declare function setTimeout(callback: () => void, delayMs: number): unknown;
declare function clearTimeout(handle: unknown): void;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return () => clearTimeout(handle);
  },
};
