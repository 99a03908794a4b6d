import { LISTEN_RATE_HZ } from '@visavis/sound';
import type { FinalTranscript, RecognitionStream } from '@visavis/speech';
import { UtteranceSound } from './utterance-sound.js';

/** The recogniser of one process, as an utterance sees it. Its methods throw `worker.died`, `provider.*`. */
export interface StreamingHearing {
  /** Identifies the process: another one knows nothing of the sound so far. */
  readonly generation: number;
  /** @param signal Ends the wait with its reason. */
  hear(utterance: number, samples: Float32Array, signal: AbortSignal): Promise<string>;
  /** @param signal Ends the wait with its reason. */
  finish(utterance: number, samples: Float32Array, signal: AbortSignal): Promise<string>;
  drop(utterance: number): void;
}

/** Sound that is sent at once; more where the model is slower than the speech. */
const PIECE_SAMPLES = 0.1 * LISTEN_RATE_HZ;

/**
 * Recognition with a model that hears while the user speaks: one call at a time. The sound is kept, so that a process
 * that takes the place of another hears it from its beginning.
 */
export class StreamingUtterance implements RecognitionStream {
  readonly #hearing: StreamingHearing;
  readonly #id: number;
  readonly #sound = new UtteranceSound();
  readonly #closing = new AbortController();
  #ended = false;
  #interim = '';
  #sent = 0;
  #generation: number;
  #underWay: Promise<void> | undefined;

  constructor(hearing: StreamingHearing, id: number) {
    this.#hearing = hearing;
    this.#id = id;
    this.#generation = hearing.generation;
  }

  get interim(): string | undefined {
    return this.#interim || undefined;
  }

  write(samples: Float32Array): void {
    if (this.#ended || this.#closing.signal.aborted) return;
    this.#sound.add(samples);
    // A failure shows when the utterance has ended.
    this.#underWay ??= this.#hear()
      .catch(() => undefined)
      .finally(() => (this.#underWay = undefined));
  }

  async finish(): Promise<FinalTranscript> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    this.#ended = true;
    await this.#underWay;
    if (this.#sound.length === 0) return { text: '' };
    return { text: await this.#hearing.finish(this.#id, this.#unsent(), signal) };
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#hearing.drop(this.#id);
  }

  async #hear(): Promise<void> {
    const { signal } = this.#closing;
    while (this.#sound.length - this.#sent >= PIECE_SAMPLES && !this.#ended && !signal.aborted) {
      const samples = this.#unsent();
      this.#sent = this.#sound.length;
      this.#interim = await this.#hearing.hear(this.#id, samples, signal);
    }
  }

  #unsent(): Float32Array {
    if (this.#generation !== this.#hearing.generation) this.#sent = 0;
    this.#generation = this.#hearing.generation;
    return this.#sound.from(this.#sent);
  }
}
