import type { Background, Clock } from '@visavis/core';
import { RateLimit } from '../link/rate-limit.js';

/** Each change makes the server load the face anew, and draw a loop while it is seen: some seconds of a core. */
const CHANGES = { burst: 8, perSecond: 0.5 };

export interface BackgroundChangesOptions {
  /** Puts a background into effect. */
  show(background: Background): void;
  /** A change comes too early: it is put off. */
  onEarly(): void;
  readonly clock: Clock;
}

/**
 * What a session's client wishes to see behind the face, at a pace that the server can follow: where changes come faster,
 * the newest is shown as soon as it may, and those between are left out.
 */
export class BackgroundChanges {
  readonly #options: BackgroundChangesOptions;
  readonly #limit = new RateLimit(CHANGES);
  #wanted: Background = 'own';
  #shown: Background = 'own';
  #cancelWait: (() => void) | undefined;

  constructor(options: BackgroundChangesOptions) {
    this.#options = options;
  }

  choose(background: Background): void {
    this.#wanted = background;
    if (!this.#cancelWait) this.#follow();
  }

  /** Idempotent. */
  close(): void {
    this.#cancelWait?.();
  }

  #follow(): void {
    if (this.#wanted === this.#shown) return;
    const { show, onEarly, clock } = this.#options;
    const nowMs = clock.nowMs();
    if (this.#limit.take(1, nowMs)) {
      this.#shown = this.#wanted;
      return show(this.#wanted);
    }
    this.#cancelWait = clock.after(this.#limit.waitMs(1, nowMs), () => {
      this.#cancelWait = undefined;
      this.#follow();
    });
    onEarly();
  }
}
