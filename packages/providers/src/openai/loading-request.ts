import type { Clock } from '@visavis/core';

/** A request on which its user has stopped waiting, before anything of the answer came. */
export interface LeftRequest {
  /** Resolves with the first of the answer. */
  readonly begun: Promise<unknown>;
  hangUp(): void;
}

/** How long a model on one's own machine may take to be read from disk, ms. */
export const LOADING_LIMIT_MS = 120_000;

/**
 * Keeps one request going that its user no longer waits for: a service that loads its model gives the load up when it is
 * hung up on, and would begin anew with each turn. The request ends with the first of its answer.
 */
export class LoadingRequest {
  readonly #clock: Clock;
  #hangUp: (() => void) | undefined;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes a request over, unless one is kept already or this is closed: then it is hung up.
   *
   * @param loaded Called when the answer begins.
   */
  keep({ begun, hangUp }: LeftRequest, loaded: () => void): void {
    begun.catch(() => undefined);
    if (this.#hangUp || this.#closed) return hangUp();
    const cancel = this.#clock.after(LOADING_LIMIT_MS, hangUp);
    const end = (): void => {
      cancel();
      hangUp();
      this.#hangUp = undefined;
    };
    this.#hangUp = hangUp;
    begun.then(
      () => (end(), loaded()),
      () => end(),
    );
  }

  /** Hangs up. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#hangUp?.();
  }
}
