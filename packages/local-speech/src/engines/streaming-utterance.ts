import { LISTEN_RATE_HZ } from '@visavis/sound';
import type { FinalTranscript, RecognitionStream } from '@visavis/speech';
import type { UtterancePiece } from './ears-calls.js';
import { UtteranceSound } from './utterance-sound.js';

/**
 * The recogniser of one process, as an utterance sees it. It takes the sound when the process is ready: which one that is
 * decides what it has to hear. Its methods throw `worker.died`, `provider.*`, and the reason of their signal.
 */
export interface StreamingHearing {
  /** Identifies the process: another one knows nothing of the sound so far. */
  readonly generation: number;
  hear(utterance: number, take: () => UtterancePiece, signal: AbortSignal): Promise<string>;
  finish(utterance: number, take: () => UtterancePiece, signal: AbortSignal): Promise<string>;
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
  readonly #language: string | undefined;
  readonly #sound = new UtteranceSound();
  readonly #closing = new AbortController();
  #ended = false;
  #interim = '';
  /** Samples that the process of {@link #generation} has received. */
  #sent = 0;
  #generation = 0;
  #underWay: Promise<void> | undefined;

  constructor(hearing: StreamingHearing, id: number, language?: string) {
    this.#hearing = hearing;
    this.#id = id;
    this.#language = language;
  }

  get interim(): string | undefined {
    return this.#interim || undefined;
  }

  write(samples: Float32Array): void {
    if (this.#ended || this.#closing.signal.aborted) return;
    this.#sound.add(samples);
    // A failure shows when the utterance has ended. What was taken may be lost: the next call begins anew.
    this.#underWay ??= this.#hear()
      .catch(() => void (this.#generation = 0))
      .finally(() => (this.#underWay = undefined));
  }

  async finish(): Promise<FinalTranscript> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    this.#ended = true;
    await this.#underWay;
    if (this.#sound.length === 0) return { text: '' };
    return { text: await this.#hearing.finish(this.#id, () => this.#take(), signal) };
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#hearing.drop(this.#id);
  }

  async #hear(): Promise<void> {
    const { signal } = this.#closing;
    while (this.#sound.length - this.#sent >= PIECE_SAMPLES && !this.#ended && !signal.aborted)
      this.#interim = await this.#hearing.hear(this.#id, () => this.#take(), signal);
  }

  /** The sound that the present process has not heard. */
  #take(): UtterancePiece {
    const { generation } = this.#hearing;
    const from = generation === this.#generation ? this.#sent : 0;
    this.#generation = generation;
    this.#sent = this.#sound.length;
    return { samples: this.#sound.from(from), begins: from === 0, language: this.#language };
  }
}
