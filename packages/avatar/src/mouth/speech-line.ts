import { loudnessOf, type Loudness, type TimedPhone } from '@visavis/sound';
import { between } from './blend.js';
import { HeardStretch, type Heard } from './heard-stretch.js';
import { loudnessOver, mouthOver, type PlacedSound } from './mouth-over.js';
import type { MouthTrack } from './mouth-track.js';

/** A segment of speech, by its number, and an instant of it: ms from its start, below 0 before it begins. */
export interface Instant {
  readonly segment: number;
  readonly offsetMs: number;
}

/** The speech around an instant, on a line of time of its own. */
export interface SpeechAround {
  readonly mouth: MouthTrack;
  readonly loudness: Loudness;
  /** The instant on the line. */
  readonly ms: number;
}

/** Sound that the drawing thread receives. */
export interface Sound {
  /** Mono. */
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
  readonly phones: readonly TimedPhone[];
}

interface Piece extends PlacedSound {
  readonly stretch: HeardStretch;
  phones: readonly TimedPhone[];
}

/** A segment that is not on the line yet. */
interface Waiting extends Sound {
  readonly durationMs: number;
  readonly loudness: Loudness;
}

/** Segments that wait: those that sound soon, and may be as short as a packet of sound. */
const MAX_WAITING = 32;
/** Segments that are no farther apart follow each other without a gap: their places are rounded. */
const ROUNDING_MS = 0.1;
/** How much less loud speech may have become after a second, for which its earlier loudness is remembered. */
const FADES_TO = 0.5;
/** What has sounded for so long changes no shape any more. */
const PAST_MS = 500;

/**
 * Puts the segments that a face receives on one line of time, so that the mouth goes on from one to the next: voices hand
 * over words in pieces.
 */
export class SpeechLine {
  /** Segments that were received, and are not on the line yet. */
  readonly #waiting = new Map<number, Waiting>();
  /** In the order in which they sound. */
  readonly #placed = new Map<number, Piece>();
  /** `undefined` after a change. */
  #mouth: MouthTrack | undefined;
  /** The mouth before more became known of its phones, until a picture has been drawn since. */
  #before: MouthTrack | undefined;
  /** How loud the speech so far was: a short piece of it is not loud by itself. */
  #loud = 0;
  /** Of all that is on the line. */
  readonly #loudness: Loudness = loudnessOver(() => this.#placed.values());

  add(segment: number, { samples, sampleRateHz, phones }: Sound): void {
    const durationMs = (samples.length * 1000) / sampleRateHz;
    const loudness = loudnessOf(samples, sampleRateHz, this.#loud);
    this.#loud = loudness.reference * FADES_TO ** (durationMs / 1000);
    this.#waiting.set(segment, { samples, sampleRateHz, phones, durationMs, loudness });
    if (this.#waiting.size > MAX_WAITING) this.#waiting.delete(this.#waiting.keys().next().value as number);
  }

  /** More has become known of the phones of a segment. */
  setPhones(segment: number, phones: readonly TimedPhone[]): void {
    const waiting = this.#waiting.get(segment);
    if (waiting) this.#waiting.set(segment, { ...waiting, phones });
    const piece = this.#placed.get(segment);
    if (piece) piece.phones = phones;
    this.#before ??= this.#mouth;
    this.#mouth = undefined;
  }

  /**
   * The mouth at an instant, for one picture: phones that are found late correct it over two of them.
   *
   * @param instants The segment that sounds, if any, and those that will sound soon, in their order.
   * @returns `undefined` where nothing sounds, now or soon.
   */
  at([first, ...soon]: readonly Instant[]): SpeechAround | undefined {
    if (!first) return undefined;
    if (!this.#placed.has(first.segment)) this.#begin(first.segment);
    const start = this.#placed.get(first.segment)?.startMs;
    if (start === undefined) return undefined;
    const ms = start + first.offsetMs;
    for (const { segment, offsetMs } of soon) this.#place(segment, ms - offsetMs);
    this.#forget(ms - PAST_MS);
    this.#mouth ??= mouthOver([...this.#placed.values()]);
    const mouth = this.#before ? halfway(this.#before, this.#mouth) : this.#mouth;
    this.#before = undefined;
    return { mouth, loudness: this.#loudness, ms };
  }

  /** Nothing of what has sounded leads to this segment. */
  #begin(segment: number): void {
    this.#placed.clear();
    this.#before = undefined;
    this.#place(segment, 0);
  }

  #place(segment: number, startMs: number): void {
    const piece = this.#waiting.get(segment);
    if (!piece) return;
    this.#waiting.delete(segment);
    const { samples, sampleRateHz, durationMs, loudness, phones } = piece;
    const before = [...this.#placed.values()].at(-1);
    const endMs = before ? before.startMs + before.durationMs : startMs;
    const follows = before !== undefined && Math.abs(startMs - endMs) < ROUNDING_MS;
    const place = follows ? endMs : startMs;
    const stretch =
      follows && before.stretch.add(samples, sampleRateHz)
        ? before.stretch
        : new HeardStretch(samples, sampleRateHz, { startMs: place, loudness: this.#loudness });
    const heard = (): Heard => stretch.heard;
    this.#placed.set(segment, { startMs: place, durationMs, loudness, phones, stretch, heard });
    this.#mouth = undefined;
  }

  #forget(beforeMs: number): void {
    for (const [segment, { startMs, durationMs }] of this.#placed) {
      if (startMs + durationMs >= beforeMs) return;
      this.#placed.delete(segment);
      this.#mouth = undefined;
    }
  }
}

const halfway = (one: MouthTrack, other: MouthTrack): MouthTrack => ({
  at: (ms) => between(one.at(ms), other.at(ms), 0.5),
});
