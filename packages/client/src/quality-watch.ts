import type { PeerPlatform } from './peer-link.js';
import { judgeQuality, type Quality } from './quality.js';
import type { ConnectionStats } from './stats.js';

/** Long enough that a lost packet or two is not a trend, short enough to notice before the user wonders. */
const LOOK_EVERY_MS = 2_000;

/** Reads the figures of a connection periodically and reports when its quality changes. */
export class QualityWatch {
  readonly #clock: Pick<PeerPlatform, 'after'>;
  readonly #read: () => Promise<ConnectionStats>;
  readonly #changed: (quality: Quality) => void;
  #before: ConnectionStats = {};
  #emitted = '';
  #cancel: (() => void) | undefined;

  constructor(
    clock: Pick<PeerPlatform, 'after'>,
    read: () => Promise<ConnectionStats>,
    changed: (quality: Quality) => void,
  ) {
    this.#clock = clock;
    this.#read = read;
    this.#changed = changed;
  }

  /** Does nothing while it runs. */
  start(): void {
    if (!this.#cancel) this.#wait();
  }

  /** Idempotent; the watch may be started again. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(): void {
    const cancel = this.#clock.after(LOOK_EVERY_MS, () => void this.#look(cancel));
    this.#cancel = cancel;
  }

  async #look(mine: () => void): Promise<void> {
    const now = await this.#read().catch((): ConnectionStats => ({})); // a connection that is being closed
    if (this.#cancel !== mine) return; // stopped meanwhile
    const quality = judgeQuality(this.#before, now);
    this.#before = now;
    this.#wait();
    const key = quality && [quality.level, ...quality.reasons].join();
    if (!quality || key === this.#emitted) return;
    this.#emitted = key ?? '';
    this.#changed(quality);
  }
}
