import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import type { SpeechOutput } from '../ports.js';
import type { Sentence } from './sentences.js';
import type { SpokenSentence } from './spoken-sentence.js';
import { SpokenText } from './spoken-text.js';

const SAMPLES_PER_MS = PLAYOUT_RATE_HZ / 1000;

interface Played {
  readonly segment: SpeechSegment;
  readonly durationMs: number;
  done: boolean;
}

/** The part of one reply that was passed to the output, and how much of it was heard. */
export class Spoken {
  readonly #output: SpeechOutput;
  readonly #played: Played[] = [];
  readonly text = new SpokenText();
  #sentence: SpokenSentence | undefined;
  #expression: Sentence['expression'];
  #durationMs = 0;
  #heardMs = 0;

  constructor(output: SpeechOutput) {
    this.#output = output;
  }

  /** Duration of the sound passed to the output, ms. */
  get durationMs(): number {
    return this.#durationMs;
  }

  /** Whether the words that are heard now are a question. */
  get asks(): boolean {
    return this.text.cutAt(this.#heardMs).asks;
  }

  /** So much of the sound was heard, ms. */
  progressed(heardMs: number): void {
    this.#heardMs = heardMs;
  }

  /** Begins a sentence: the following segments belong to it. @returns The sentence, whose text may grow. */
  begin(written: Sentence): SpokenSentence {
    const sentence = this.text.begin(written);
    this.#sentence = sentence;
    this.#expression = written.expression;
    return sentence;
  }

  /**
   * @returns A promise that resolves when the segment was heard, or interrupted. A failure may be caught late: it never
   *   goes unhandled.
   */
  play(segment: SpeechSegment): Promise<void> {
    this.#sentence?.add(segment);
    // A segment that brings only the times of words has nothing to play.
    if (segment.samples.length === 0) return Promise.resolve();
    const entry = { segment, durationMs: segment.samples.length / SAMPLES_PER_MS, done: false };
    this.#played.push(entry);
    this.#durationMs += entry.durationMs;
    const played = this.#output.play(segment, this.#expression).then(() => void (entry.done = true));
    played.catch(() => undefined);
    return played;
  }

  /** All segments of the sentence have come. */
  end(): void {
    this.#sentence?.end();
  }

  /** Silences the output. @returns How much of the reply's sound was heard, ms. */
  interrupt(): number {
    // The output remembers only since it was last empty; what was finished before was heard in full.
    const interrupted = new Map(this.#output.interrupt().map(({ segment, heardMs }) => [segment, heardMs]));
    return this.#played.reduce(
      (ms, { segment, durationMs, done }) => ms + (interrupted.get(segment) ?? (done ? durationMs : 0)),
      0,
    );
  }
}
