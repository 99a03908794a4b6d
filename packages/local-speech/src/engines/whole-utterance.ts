import type { Clock } from '@visavis/core';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import type { FinalTranscript, RecognitionStream } from '@visavis/speech';
import type { Sound } from './ears-calls.js';
import { UtteranceSound } from './utterance-sound.js';

/** The recogniser of one process, as an utterance sees it. */
export interface WholeHearing {
  readonly clock: Clock;
  /** Whether it works on something. */
  readonly busy: boolean;
  /** @returns The text of a whole utterance. @throws {CodedError} `worker.died`, `provider.*`; the signal's reason. */
  decode(sound: Sound, signal: AbortSignal): Promise<string>;
}

/** New speech after which an utterance is heard again from its beginning. */
const AGAIN_SAMPLES = 0.4 * LISTEN_RATE_HZ;
/** How much longer the speech between two hearings lasts than a hearing: they take a fourth of the time at most. */
const REST = 3;

/**
 * Recognition with a model that hears whole utterances. The growing utterance is heard again and again, when the model
 * has nothing else to do; the last hearing is the final one where no sound came after it.
 */
export class WholeUtterance implements RecognitionStream {
  readonly #hearing: WholeHearing;
  readonly #language: string | undefined;
  readonly #sound = new UtteranceSound();
  readonly #closing = new AbortController();
  #ended = false;
  /** The latest text, and how much sound it is of. */
  #heard = { samples: 0, text: '' };
  #againAt = AGAIN_SAMPLES;
  #underWay: Promise<void> | undefined;

  constructor(hearing: WholeHearing, language?: string) {
    this.#hearing = hearing;
    this.#language = language;
  }

  get interim(): string | undefined {
    return this.#heard.text || undefined;
  }

  write(samples: Float32Array): void {
    const { signal } = this.#closing;
    if (this.#ended || signal.aborted) return;
    this.#sound.add(samples);
    if (this.#sound.length < this.#againAt || this.#underWay || this.#hearing.busy) return;
    // A failure shows when the utterance has ended, and is heard once more.
    this.#underWay = this.#hear(signal)
      .catch(() => undefined)
      .finally(() => (this.#underWay = undefined));
  }

  async finish(): Promise<FinalTranscript> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    this.#ended = true;
    await this.#underWay;
    if (this.#heard.samples < this.#sound.length) await this.#hear(signal);
    return { text: this.#heard.text };
  }

  close(): void {
    this.#closing.abort();
  }

  async #hear(signal: AbortSignal): Promise<void> {
    const samples = this.#sound.from(0);
    const begunMs = this.#hearing.clock.nowMs();
    try {
      const text = await this.#hearing.decode({ samples, language: this.#language }, signal);
      this.#heard = { text, samples: samples.length };
    } finally {
      const tookMs = this.#hearing.clock.nowMs() - begunMs;
      const rest = (REST * tookMs * LISTEN_RATE_HZ) / 1000;
      this.#againAt = Math.max(samples.length + AGAIN_SAMPLES, this.#sound.length + rest);
    }
  }
}
