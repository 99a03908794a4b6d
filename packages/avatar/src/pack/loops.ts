import { AT_REST, CodedError, systemClock, type Background, type Clock, type Logger, type Motion } from '@visavis/core';
import { lookOf, type FaceSource } from '../faces/load-face.js';
import type { FacePack } from '../ports.js';

/** A loop that no viewer has been shown for so long leaves memory; it is read back from its file. */
const KEPT_MS = 60_000;
/** Loops in memory that no viewer is shown. */
const MAX_UNUSED = 8;
/** A viewer asks with each picture: a loop that was not asked for during this time is not shown. */
const IN_USE_MS = 2_000;
/** Pause after a failure, ms; twice as long after each further one, up to the longest. */
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 300_000;

/** A face and how it moves in a loop. */
export interface LoopSource extends FaceSource {
  /** @defaultValue at rest */
  readonly motion?: Motion;
}

export interface LoopsOptions {
  /** Reads a pack that was kept, or builds it. */
  make(source: LoopSource, making: Making): Promise<FacePack>;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** What binds the making of a pack. */
export interface Making {
  /** Aborts when no pack is needed any more. */
  readonly signal: AbortSignal;
  /** Runs what keeps a core busy for seconds, one after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

interface Entry {
  readonly source: LoopSource;
  usedMs: number;
  /** Stays in memory. */
  kept: boolean;
  /** Those that wait for it, beside the viewers. */
  waiting: number;
  pack?: FacePack;
  making?: Promise<FacePack>;
  failure?: { readonly error: unknown; readonly times: number; readonly retryAtMs: number };
}

/**
 * The loops of all faces and motions: each is read or made when it is first asked for, in the background, shared by all viewers,
 * and leaves memory when none is shown it any more.
 */
export class Loops {
  readonly #make: LoopsOptions['make'];
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  /** The last work in turn: the next one waits for its end. */
  #last: Promise<unknown> = Promise.resolve();
  #cancelSweep: (() => void) | undefined;
  readonly #ending = new AbortController();

  constructor({ make, logger, clock = systemClock }: LoopsOptions) {
    this.#make = make;
    this.#logger = logger;
    this.#clock = clock;
  }

  /**
   * To be called for each picture that is shown: what is not asked for is not in use.
   *
   * @returns The loop, or `undefined` while it is being made.
   */
  get(source: LoopSource): FacePack | undefined {
    const entry = this.#entryOf(source);
    entry.usedMs = this.#clock.nowMs();
    if (!entry.kept) this.#sweepLater();
    if (!entry.pack && !entry.making && !this.#rests(entry)) this.#begin(entry).catch(() => undefined);
    return entry.pack;
  }

  /**
   * Makes a loop ready, and keeps it in memory for as long as this owner lives.
   *
   * @throws {CodedError} `avatar.unknown_face` or `avatar.invalid_face` when there is no such face; `worker.died`,
   *   `provider.failed` when its loop cannot be made.
   */
  async keep(source: FaceSource): Promise<void> {
    this.#entryOf(source).kept = true;
    await this.ready(source);
  }

  /** Makes a loop ready ahead of its first viewer. @throws {CodedError} See `keep`. */
  async ready(source: FaceSource): Promise<void> {
    const entry = this.#entryOf(source);
    entry.usedMs = this.#clock.nowMs();
    if (!entry.kept) this.#sweepLater();
    entry.waiting++;
    try {
      if (!entry.pack) await (entry.making ?? this.#begin(entry));
    } finally {
      entry.waiting--;
    }
  }

  /** Whether the face cannot be shown before the background that its source names, but before its own. */
  isUndressable(source: FaceSource): boolean {
    return isUndressable(this.#faultOf(source));
  }

  /** Lets go what is known of a face. */
  forget(faceId: string): void {
    for (const [key, { source }] of this.#entries) if (source.id === faceId) this.#entries.delete(key);
  }

  /** Lets go what is known of faces before a background. */
  forgetBackground(background: Background): void {
    for (const [key, { source }] of this.#entries) if (source.background === background) this.#entries.delete(key);
  }

  /** Whether the face itself is gone or damaged, so that no picture of it can be made. */
  isLost(source: FaceSource): boolean {
    return isLoss(this.#faultOf(source));
  }

  /** Loops in memory now. */
  get size(): number {
    return [...this.#entries.values()].filter(({ pack }) => pack).length;
  }

  /** Ends what is being made. Idempotent. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#cancelSweep?.();
    const makings = [...this.#entries.values()].flatMap(({ making }) => making ?? []);
    this.#entries.clear();
    await Promise.allSettled(makings);
  }

  #faultOf(source: LoopSource): unknown {
    return this.#entries.get(keyOf(source))?.failure?.error;
  }

  #entryOf(source: LoopSource): Entry {
    const known = this.#entries.get(keyOf(source));
    if (known) return known;
    const entry: Entry = { source, usedMs: this.#clock.nowMs(), kept: false, waiting: 0 };
    this.#entries.set(keyOf(source), entry);
    return entry;
  }

  #rests({ failure }: Entry): boolean {
    return failure !== undefined && this.#clock.nowMs() < failure.retryAtMs;
  }

  #begin(entry: Entry): Promise<FacePack> {
    const inTurn: Making['inTurn'] = (work) => {
      const done = this.#last.then(() => {
        // Its viewers may have gone while others were made.
        if (this.#isWanted(entry)) return work();
        throw new CodedError('worker.died', 'the loop is not wanted any more');
      });
      this.#last = done.catch(() => undefined);
      return done;
    };
    const making = this.#make(entry.source, { signal: this.#ending.signal, inTurn });
    entry.making = making;
    making.then(
      (pack) => this.#made(entry, pack),
      (error: unknown) => this.#failed(entry, error),
    );
    return making;
  }

  #made(entry: Entry, pack: FacePack): void {
    entry.pack = pack;
    delete entry.making;
    delete entry.failure;
    this.#evict();
  }

  #failed(entry: Entry, error: unknown): void {
    delete entry.making;
    if (!this.#isWanted(entry)) return void this.#entries.delete(keyOf(entry.source));
    const times = (entry.failure?.times ?? 0) + 1;
    const pauseMs = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (times - 1));
    entry.failure = { error, times, retryAtMs: this.#clock.nowMs() + pauseMs };
    const report = times === 1 ? this.#logger.error : this.#logger.debug;
    report.call(this.#logger, 'face cannot be shown', { face: keyOf(entry.source), times, error });
  }

  #isWanted(entry: Entry): boolean {
    return !this.#ending.signal.aborted && (entry.kept || entry.waiting > 0 || this.#inUse(entry));
  }

  #inUse({ usedMs }: Entry): boolean {
    return this.#clock.nowMs() - usedMs < IN_USE_MS;
  }

  #sweepLater(): void {
    this.#cancelSweep ??= this.#clock.after(KEPT_MS, () => {
      this.#cancelSweep = undefined;
      this.#evict();
      if ([...this.#entries.values()].some(({ kept }) => !kept)) this.#sweepLater();
    });
  }

  #evict(): void {
    const nowMs = this.#clock.nowMs();
    const unused = [...this.#entries.values()]
      .filter((entry) => !entry.kept && !entry.making && !this.#inUse(entry))
      .sort((a, b) => b.usedMs - a.usedMs);
    unused.forEach(({ source, usedMs, failure }, i) => {
      const rests = failure !== undefined && nowMs < failure.retryAtMs;
      if (!rests && (i >= MAX_UNUSED || nowMs - usedMs >= KEPT_MS)) this.#entries.delete(keyOf(source));
    });
  }
}

const keyOf = ({ motion = AT_REST, ...source }: LoopSource): string =>
  `${lookOf(source)} ${motion.attention} ${motion.expression}`;

/** Whether an error says that the face itself is gone or damaged. */
export const isLoss = (error: unknown): boolean =>
  error instanceof CodedError && (error.code === 'avatar.unknown_face' || error.code === 'avatar.invalid_face');

/** Whether an error says that the face is there, but not what is to be behind it. */
const isUndressable = (error: unknown): boolean =>
  error instanceof CodedError && (error.code === 'avatar.one_layer' || error.code === 'avatar.unknown_background');
