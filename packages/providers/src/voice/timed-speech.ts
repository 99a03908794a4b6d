import { PLAYOUT_RATE_HZ, type SpeechSegment, type TimedWord } from '@visavis/sound';
import { PlayoutSound } from './playout-sound.js';

const SAMPLES_PER_MS = PLAYOUT_RATE_HZ / 1000;

/** One sentence as a service sends it: its sound, and the times of its words, in any order, become segments. */
export class TimedSpeech {
  readonly #sound: PlayoutSound;
  /** Words whose end has not sounded yet; their times count from the start of the sentence. */
  #words: TimedWord[] = [];
  #durationMs = 0;
  #receivedMs = 0;
  readonly #rateHz: number;

  /** @param rateHz Of the sound that comes. @throws {RangeError} When it is not a positive whole number. */
  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#sound = new PlayoutSound(rateHz);
  }

  /** Duration of the sound received so far, ms. */
  get receivedMs(): number {
    return this.#receivedMs;
  }

  /** Adds a word. @param word Its times count from the start of the sentence. */
  addWord(word: TimedWord): void {
    if (Number.isFinite(word.startMs) && Number.isFinite(word.endMs)) this.#words.push(word);
  }

  /** @param samples Mono, −1…1. @returns The next segment, if there is enough sound for one. */
  *add(samples: Float32Array): Generator<SpeechSegment> {
    this.#receivedMs += (samples.length * 1000) / this.#rateHz;
    const piece = this.#sound.push(samples);
    if (piece.length > 0) yield this.#segment(piece, false);
  }

  /** @param text The sentence. @returns What is left, with which the sentence ends; no more sound comes. */
  *end(text: string): Generator<SpeechSegment> {
    yield { ...this.#segment(this.#sound.end(), true), text };
  }

  #segment(samples: Int16Array, isLast: boolean): SpeechSegment {
    const startMs = this.#durationMs;
    this.#durationMs += samples.length / SAMPLES_PER_MS;
    const complete = this.#words.filter(({ endMs }) => isLast || endMs <= this.#durationMs);
    this.#words = this.#words.filter((word) => !complete.includes(word));
    if (complete.length === 0) return { samples, text: '' };
    const words = complete.map((word) => ({ ...word, startMs: word.startMs - startMs, endMs: word.endMs - startMs }));
    return { samples, text: '', words };
  }
}
