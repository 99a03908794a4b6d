import type { Clock, Logger } from '@visavis/core';
import { neighbourhoodOf } from '../address/client-address.js';

/** Refusals that cost an address no time: a person mistypes a key, and a page tries again. */
const FREE = 5;
/** One refusal is forgotten after so long. */
const FORGET_MS = 10_000;
/** Each further refusal is answered so much later, up to the longest delay. */
const STEP_MS = 250;
const LONGEST_MS = 5_000;
/** Addresses remembered; the one that was refused least recently is forgotten first. */
const MAX_ADDRESSES = 10_000;

interface Record {
  /** Refusals that are not forgotten, at the time of the last one. */
  readonly count: number;
  readonly lastMs: number;
}

/**
 * Logs each refused secret (a key, an invitation, a pass, a resume token) with the address that sent it, in one line that a
 * log watcher such as fail2ban can read, and answers an address that is refused again and again more and more slowly.
 * Neither shows the secret.
 */
export class Refusals {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #records = new Map<string, Record>();

  constructor({ clock, logger }: { clock: Clock; logger: Logger }) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Resolves when the refusal may be answered. @param why In the log, an error code where there is one. @param address Of the client; one that is unknown is not slowed down. */
  async refused(why: string, address: string | undefined): Promise<void> {
    this.#logger.warn('key refused', { why, address });
    const delayMs = address === undefined ? 0 : this.#delayFor(neighbourhoodOf(address));
    if (delayMs > 0) await new Promise<void>((resolve) => this.#clock.after(delayMs, resolve));
  }

  #delayFor(key: string): number {
    const nowMs = this.#clock.nowMs();
    const { count, lastMs } = this.#records.get(key) ?? { count: 0, lastMs: nowMs };
    const now = Math.max(0, count - (nowMs - lastMs) / FORGET_MS) + 1;
    this.#records.delete(key);
    this.#records.set(key, { count: now, lastMs: nowMs });
    if (this.#records.size > MAX_ADDRESSES) this.#records.delete(this.#records.keys().next().value as string);
    return Math.min(LONGEST_MS, Math.max(0, Math.ceil(now - FREE) * STEP_MS));
  }
}
