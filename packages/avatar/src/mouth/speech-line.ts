import { loudnessOf, type Loudness, type TimedPhone } from '@visavis/sound';
import { AudioMouthTrack } from './audio-track.js';
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
  startMs: number;
  phones: readonly TimedPhone[];
}

/** Segments that wait: those that sound soon. */
const MAX_WAITING = 4;
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
  readonly #waiting = new Map<number, Omit<Piece, 'startMs'>>();
  /** In the order in which they sound. */
  readonly #placed = new Map<number, Piece>();
  /** `undefined` after a change. */
  #mouth: MouthTrack | undefined;
  /** How loud the speech so far was: a short piece of it is not loud by itself. */
  #loud = 0;

  add(segment: number, { samples, sampleRateHz, phones }: Sound): void {
    let heard: AudioMouthTrack | undefined;
    const durationMs = (samples.length * 1000) / sampleRateHz;
    const loudness = loudnessOf(samples, sampleRateHz, this.#loud);
    this.#loud = loudness.reference * FADES_TO ** (durationMs / 1000);
    this.#waiting.set(segment, {
      durationMs,
      loudness,
      phones,
      heard: () => (heard ??= new AudioMouthTrack(samples, sampleRateHz, loudness)),
    });
    if (this.#waiting.size > MAX_WAITING) this.#waiting.delete(this.#waiting.keys().next().value as number);
  }

  /** More has become known of the phones of a segment. */
  setPhones(segment: number, phones: readonly TimedPhone[]): void {
    const piece = this.#waiting.get(segment) ?? this.#placed.get(segment);
    if (piece) piece.phones = phones;
    this.#mouth = undefined;
  }

  /**
   * @param now The segment that sounds, if any. @param next The one that will sound soon, if it is another one.
   * @returns `undefined` where nothing sounds, now or soon.
   */
  at(now: Instant | undefined, next: Instant | undefined): SpeechAround | undefined {
    const first = now ?? next;
    if (!first) return undefined;
    if (!this.#placed.has(first.segment)) this.#begin(first.segment);
    const start = this.#placed.get(first.segment)?.startMs;
    if (start === undefined) return undefined;
    const ms = start + first.offsetMs;
    if (next) this.#place(next.segment, ms - next.offsetMs);
    this.#forget(ms - PAST_MS);
    const pieces = [...this.#placed.values()];
    this.#mouth ??= mouthOver(pieces);
    return { mouth: this.#mouth, loudness: loudnessOver(pieces), ms };
  }

  /** Nothing of what has sounded leads to this segment. */
  #begin(segment: number): void {
    this.#placed.clear();
    this.#place(segment, 0);
  }

  #place(segment: number, startMs: number): void {
    const piece = this.#waiting.get(segment);
    if (!piece) return;
    this.#waiting.delete(segment);
    this.#placed.set(segment, { ...piece, startMs });
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
