import { systemClock, type Clock, type Logger } from '@visavis/core';
import { lookOf, type FaceSource } from '../faces/load-face.js';
import type { Poster } from '../ports.js';

/** Posters in memory, about 40 kB each. */
const KEPT = 64;
/** How long a failure is remembered, ms: pages ask again and again. */
const RETRY_MS = 5_000;

export interface PostersOptions {
  /** Reads a poster that was kept, or paints it, which keeps a core busy for about a second. @param signal Aborts at the end. */
  make(source: FaceSource, signal: AbortSignal): Promise<Poster>;
  readonly logger: Logger;
  readonly clock?: Clock;
}

interface Entry {
  readonly poster: Promise<Poster>;
  failedMs?: number;
}

/** The posters of all faces: each is painted when it is first asked for, one after the other. */
export class Posters {
  readonly #make: PostersOptions['make'];
  readonly #logger: Logger;
  readonly #clock: Clock;
  /** The one used last stands last. */
  readonly #kept = new Map<string, Entry>();
  readonly #ending = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  constructor({ make, logger, clock = systemClock }: PostersOptions) {
    this.#make = make;
    this.#logger = logger;
    this.#clock = clock;
  }

  /** @returns Rejects with the error of making it; a few seconds later it is tried again. */
  of(source: FaceSource): Promise<Poster> {
    const known = this.#kept.get(lookOf(source));
    const failedMs = known?.failedMs ?? Infinity;
    const entry =
      known && this.#clock.nowMs() - failedMs < RETRY_MS ? known : this.#begin(source, failedMs === Infinity);
    this.#kept.delete(lookOf(source));
    this.#kept.set(lookOf(source), entry);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return entry.poster;
  }

  /** Lets go the poster of a face. */
  forget(faceId: string): void {
    for (const look of this.#kept.keys()) if (look.startsWith(`${faceId} `)) this.#kept.delete(look);
  }

  /** Ends what is being made. Idempotent. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#last;
  }

  /** @param reports Whether a failure is logged: the first one. */
  #begin(source: FaceSource, reports: boolean): Entry {
    const entry: Entry = { poster: this.#last.then(() => this.#make(source, this.#ending.signal)) };
    this.#last = entry.poster.catch((error: unknown) => {
      entry.failedMs = this.#clock.nowMs();
      if (reports) this.#logger.error('face cannot be shown', { face: lookOf(source), error });
    });
    return entry;
  }
}
