import type { Clock } from '@visavis/core';
import { PLAYOUT_RATE_HZ, type SpeechSegment, type TimedWord } from '@visavis/sound';
import type { SynthesisOptions, Synthesizer } from '../ports.js';
import { FakeEngine } from './fake-engine.js';

/** One piece of a sentence's sound, and the times that a voice reports with it. */
export interface Piece {
  /** Length of the sound. */
  readonly ms: number;
  /** The times of the words; they count from the start of the piece. */
  readonly words?: readonly (readonly [word: string, startMs: number, endMs: number])[];
  /** The part of the sentence that ends with it. */
  readonly text?: string;
  readonly phones?: SpeechSegment['phones'];
  /** Delay after the piece before, ms. @defaultValue 0 */
  readonly afterMs?: number;
}

const SAMPLES_PER_MS = PLAYOUT_RATE_HZ / 1000;

/** Yields each sentence's sound in scripted pieces; every sentence takes the next script, and the last one repeats. */
export class StreamingSynthesizer extends FakeEngine implements Synthesizer {
  readonly voices = ['streaming'];
  readonly #clock: Clock;
  readonly #scripts: (readonly Piece[])[];

  constructor(clock: Clock, scripts: readonly (readonly Piece[])[]) {
    super();
    this.#clock = clock;
    this.#scripts = [...scripts];
  }

  async *synthesize(text: string, { signal }: SynthesisOptions): AsyncGenerator<SpeechSegment, void, undefined> {
    const script = (this.#scripts.length > 1 ? this.#scripts.shift() : this.#scripts[0]) ?? [];
    for (const piece of script) {
      await this.#wait(piece.afterMs ?? 0);
      signal.throwIfAborted();
      yield segmentOf(text, piece);
    }
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) await new Promise<void>((resolve) => this.#clock.after(ms, resolve));
  }
}

/** @param sentence The text that the words stand in. Words of one spelling are taken to be its first one. */
export function segmentOf(sentence: string, { ms, words, text = '', phones }: Piece): SpeechSegment {
  const timed = words?.map(([word, startMs, endMs]): TimedWord => {
    const from = sentence.indexOf(word);
    return { from, to: from + word.length, startMs, endMs };
  });
  const samples = new Int16Array(ms * SAMPLES_PER_MS).fill(5_000);
  return { samples, text, ...(timed && { words: timed }), ...(phones && { phones }) };
}
