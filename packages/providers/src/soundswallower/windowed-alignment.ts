import type { Clock } from '@visavis/core';
import { PLAYOUT_RATE_HZ, type TimedPhone } from '@visavis/sound';
import type { AlignmentStream } from '@visavis/speech';
import type { AlignableWord } from './alignment-words.js';
import type { WindowPhones } from './phone-decoder.js';

const SAMPLES_PER_MS = PLAYOUT_RATE_HZ / 1000;
/** The first window is short, so that its phones are known when the first sounds are drawn. */
const FIRST_MS = 600;
/** A window takes the thread for so little time that no other stretch of speech waits long. */
const LONGEST_MS = 2_500;
/** Sound that a window must bring beyond the one before: each costs its beginning again. */
const FRESH_MS = { urgent: 90, other: 500 } as const;
/** The next window is urgent where less of the known sound than this is left to be heard, at the soonest. */
const AHEAD_MS = 500;

/** The sound of a window, and what is known of it. */
export interface SoundWindow {
  readonly samples: Int16Array;
  readonly words: readonly AlignableWord[] | undefined;
  /** Whether the text ends in it. */
  readonly last: boolean;
  /** Aborts when the phones are not needed any more. */
  readonly signal: AbortSignal;
}

/** Finds the phones of a window. */
export type FindPhones = (window: SoundWindow) => Promise<WindowPhones>;

/**
 * Finds the phones of one stretch of speech window by window: each begins where the one before is settled, so that any
 * number of stretches share one decoder, and each costs as much as its sound is long.
 */
export class WindowedAlignment implements AlignmentStream {
  readonly #find: FindPhones;
  readonly #clock: Clock;
  /** When its first sound came, and may have begun to be heard. */
  #beganMs: number | undefined;
  readonly #closing = new AbortController();
  #words: readonly AlignableWord[] | undefined;
  /** Sound behind what is settled. */
  #sound: Int16Array[] = [];
  #settledMs = 0;
  #settled: readonly TimedPhone[] = [];
  #phones: readonly TimedPhone[] = [];
  /** End of the sound whose phones are known. */
  #knownMs = 0;
  #totalMs = 0;
  #ended = false;
  #working = false;

  /** @param words The text; `undefined` where it is not known. @param find Its failure ends the search. */
  constructor(words: readonly string[] | undefined, find: FindPhones, clock: Clock) {
    this.#words = words;
    this.#find = find;
    this.#clock = clock;
  }

  get phones(): readonly TimedPhone[] {
    return this.#phones;
  }

  write(samples: Int16Array): void {
    if (this.#ended || this.#closing.signal.aborted) return;
    this.#beganMs ??= this.#clock.nowMs();
    this.#sound.push(samples);
    this.#totalMs += samples.length / SAMPLES_PER_MS;
    this.#work();
  }

  end(): void {
    this.#ended = true;
    this.#work();
  }

  close(): void {
    this.#closing.abort();
    this.#sound = [];
  }

  #work(): void {
    if (this.#working || this.#closing.signal.aborted) return;
    const toMs = this.#next();
    if (toMs === undefined) return;
    this.#working = true;
    this.#findUntil(toMs).then(
      () => {
        this.#working = false;
        this.#work();
      },
      // The thread is gone, or too much waits for it: the mouth goes on by loudness.
      () => this.close(),
    );
  }

  /** End of the next window; `undefined` as long as it would bring too little. */
  #next(): number | undefined {
    const fresh = this.#totalMs - this.#knownMs;
    const heardMs = this.#clock.nowMs() - (this.#beganMs ?? 0);
    const enough = this.#knownMs - heardMs < AHEAD_MS ? FRESH_MS.urgent : FRESH_MS.other;
    if (fresh <= 0 || (fresh < enough && !this.#ended)) return undefined;
    return Math.min(this.#totalMs, this.#knownMs === 0 ? FIRST_MS : this.#settledMs + LONGEST_MS);
  }

  async #findUntil(toMs: number): Promise<void> {
    const last = this.#ended && toMs === this.#totalMs;
    const samples = firstOf(this.#sound, Math.round((toMs - this.#settledMs) * SAMPLES_PER_MS));
    const { signal } = this.#closing;
    const found = await this.#find({ samples, words: this.#words, last, signal });
    const startMs = this.#settledMs;
    const phones = found.phones.map(({ phone, endMs }) => ({ phone, endMs: startMs + endMs }));
    this.#phones = reaching([...this.#settled, ...phones], toMs);
    this.#knownMs = toMs;
    if (found.settledMs > 0) this.#settle(startMs + found.settledMs, found.wordsLeft);
    // The same window again would settle nothing either: the text is not what is spoken.
    else if (toMs - startMs >= LONGEST_MS) this.#settle(toMs, undefined);
  }

  #settle(atMs: number, wordsLeft: readonly AlignableWord[] | undefined): void {
    this.#sound = without(this.#sound, Math.round((atMs - this.#settledMs) * SAMPLES_PER_MS));
    this.#settledMs = atMs;
    this.#settled = this.#phones.filter(({ endMs }) => endMs <= atMs);
    this.#words = wordsLeft;
  }
}

/** The decoder counts whole frames: the last phone goes on to the end of the sound. */
function reaching(phones: TimedPhone[], toMs: number): TimedPhone[] {
  const last = phones.at(-1);
  if (last && last.endMs !== toMs) phones[phones.length - 1] = { ...last, endMs: toMs };
  return phones;
}

function firstOf(pieces: readonly Int16Array[], samples: number): Int16Array {
  const first = new Int16Array(samples);
  let at = 0;
  for (const piece of pieces) {
    if (at >= samples) break;
    const part = piece.subarray(0, samples - at);
    first.set(part, at);
    at += part.length;
  }
  return first.subarray(0, at);
}

function without(pieces: readonly Int16Array[], samples: number): Int16Array[] {
  let left = samples;
  return pieces.flatMap((piece) => {
    const skip = Math.min(left, piece.length);
    left -= skip;
    return skip === piece.length ? [] : [piece.subarray(skip)];
  });
}
