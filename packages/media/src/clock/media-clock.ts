import { systemClock, type Clock, type Logger } from '@visavis/core';
import { AUDIO_FRAME_MS } from '../ports.js';
import { Lateness } from './lateness.js';

/** A session that the media clock drives. */
export interface Ticking {
  /**
   * Called every {@link AUDIO_FRAME_MS}.
   *
   * @param mediaMs The tick's own instant, a multiple of {@link AUDIO_FRAME_MS}.
   */
  tick(mediaMs: number): void;
  /**
   * Called every {@link STEP_MS} while at least one session has packets waiting.
   *
   * @returns Whether it still has packets to send.
   */
  step(): boolean;
}

/** Interval at which a backlog of packets is sent, ms. */
export const STEP_MS = 5;
/** Most ticks run in one go after the process was held up. Earlier ones are skipped: late sound is of no use. */
const MAX_CATCH_UP = 5;

/**
 * The one ticker of the process. It counts media time, from which the audio and video timestamps and the sender reports
 * of every session are derived. It runs only while it drives a session.
 */
export class MediaClock {
  readonly lateness = new Lateness();
  readonly #clock: Clock;
  readonly #logger: Logger | undefined;
  readonly #driven = new Set<Ticking>();
  /** Instant of media time zero on `clock`, and on the wall. */
  readonly #originMs: number;
  readonly #originWallMs: number;
  #nextTick = 0;
  #stepAtMs = Infinity;
  #skipped = 0;
  #cancel: (() => void) | undefined;

  constructor(options: { clock?: Clock; wallNowMs?: () => number; logger?: Logger } = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger;
    this.#originMs = this.#clock.nowMs();
    this.#originWallMs = (options.wallNowMs ?? Date.now)();
  }

  /** Media time now: monotonic, ms since the clock was created. */
  nowMs(): number {
    return this.#clock.nowMs() - this.#originMs;
  }

  /** Wall-clock time of an instant of media time, ms since 1970: set once and then as steady as the monotonic clock. */
  wallMs(mediaMs: number): number {
    return this.#originWallMs + mediaMs;
  }

  /** Number of ticks skipped because the process was held up for too long. */
  get skipped(): number {
    return this.#skipped;
  }

  get running(): boolean {
    return this.#cancel !== undefined;
  }

  /** Drives `session` from the next tick on. @returns A function that stops it. */
  drive(session: Ticking): () => void {
    if (this.#driven.size === 0) this.#nextTick = Math.ceil(this.nowMs() / AUDIO_FRAME_MS);
    this.#driven.add(session);
    this.#arm();
    return () => {
      this.#driven.delete(session);
      if (this.#driven.size === 0) this.#stop();
    };
  }

  /** Called when a session has packets waiting: extra steps run until no session has any. */
  requestSteps(): void {
    const atMs = this.nowMs() + STEP_MS;
    if (this.#stepAtMs <= atMs) return;
    this.#stepAtMs = atMs;
    this.#arm();
  }

  #arm(): void {
    if (this.#driven.size === 0) return;
    const dueMs = Math.min(this.#nextTick * AUDIO_FRAME_MS, this.#stepAtMs);
    this.#cancel?.();
    this.#cancel = this.#clock.after(Math.max(0, dueMs - this.nowMs()), () => this.#run());
  }

  #run(): void {
    this.#tickAllDue();
    if (this.#stepAtMs <= this.nowMs()) this.#stepAll();
    this.#arm();
  }

  #tickAllDue(): void {
    const nowMs = this.nowMs();
    const dueTick = Math.floor(nowMs / AUDIO_FRAME_MS);
    if (this.#nextTick > dueTick) return;
    this.lateness.add(nowMs - this.#nextTick * AUDIO_FRAME_MS);
    const missed = dueTick - this.#nextTick + 1 - MAX_CATCH_UP;
    if (missed > 0) {
      this.#skipped += missed;
      this.#nextTick += missed;
    }
    while (this.#nextTick <= dueTick) {
      const mediaMs = this.#nextTick++ * AUDIO_FRAME_MS;
      for (const session of [...this.#driven]) this.#contain(() => session.tick(mediaMs));
    }
  }

  #stepAll(): void {
    this.#stepAtMs = Infinity;
    let backlog = false;
    for (const session of [...this.#driven]) this.#contain(() => (backlog = session.step() || backlog));
    if (backlog) this.requestSteps();
  }

  /** An error in one session must not stop the others. */
  #contain(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#logger?.error('media tick failed', { error });
    }
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#stepAtMs = Infinity;
  }
}
