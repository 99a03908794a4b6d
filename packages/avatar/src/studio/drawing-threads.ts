import type { Background } from '@visavis/core';
import type { FaceSource } from '../faces/load-face.js';
import type { DrawingThread } from './drawing-thread.js';
import type { Lease, LeaseOptions } from './lease.js';

/**
 * Faces in a thread from which on only those that speak receive a lease: a thread draws about ten, and those that change
 * their motion while they are silent must not be late for those.
 */
const ROOM_PER_THREAD = 4;

/** What is used of a thread. */
type Thread = Pick<DrawingThread, 'load' | 'restarts' | 'prepare' | 'open' | 'forgetBackground' | 'close'>;

/**
 * The threads that draw. The first one is started at once, so that the first word finds it warm; each further one when
 * there are more viewers than threads. It receives faces when it is warm: to start one costs half a second of a core. Not
 * later, when a second face speaks: a face that speaks on and on stays in its thread, which draws about ten.
 */
export class DrawingThreads {
  readonly #start: () => Thread;
  readonly #max: number;
  readonly #warm: Thread[];
  #warming: Thread | undefined;

  constructor(max: number, start: () => Thread) {
    this.#max = max;
    this.#start = start;
    this.#warm = [start()];
  }

  /** Leases held now. */
  get load(): number {
    return this.#warm.reduce((sum, thread) => sum + thread.load, 0);
  }

  /** Whether there is room for faces that do not speak. */
  get room(): boolean {
    return this.load < ROOM_PER_THREAD * this.#warm.length;
  }

  /** Threads that were replaced after they had died. */
  get restarts(): number {
    return this.#warm.reduce((sum, thread) => sum + thread.restarts, 0);
  }

  /**
   * Makes a face ready in all threads, so that its first picture comes without delay.
   *
   * @param viewers How many there are, with the one that is shown this face.
   */
  prepare(source: FaceSource, viewers: number): void {
    for (const thread of this.#warm) void thread.prepare(source);
    if (viewers > this.#warm.length) this.#grow(source);
  }

  open(source: FaceSource, options: LeaseOptions): Lease {
    const freest = this.#warm.reduce((best, thread) => (thread.load < best.load ? thread : best));
    return freest.open(source, options);
  }

  /** Lets go of faces before a background. */
  forgetBackground(background: Background): void {
    for (const thread of this.#warm) thread.forgetBackground(background);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    const threads = this.#warming ? [...this.#warm, this.#warming] : this.#warm;
    await Promise.all(threads.map((thread) => thread.close()));
  }

  /** @param source The face that warms the code up for all others, which are loaded when they first speak there. */
  #grow(source: FaceSource): void {
    if (this.#warming || this.#warm.length >= this.#max) return;
    const thread = (this.#warming = this.#start());
    void thread.prepare(source).then(() => {
      this.#warm.push(thread);
      this.#warming = undefined;
    });
  }
}
