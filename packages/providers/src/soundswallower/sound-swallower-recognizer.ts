import type { Logger } from '@visavis/core';
import type { RecognitionStream, SpeechRecognizer } from '@visavis/speech';
import type { Knowledge } from '../knowledge/knowledge.js';
import { buildBigramModel, type BigramModel } from './bigram-model.js';
import { DecoderThread, type Pronounce } from './decoder-thread.js';
import { expectedSpeech } from './expected-speech.js';
import { Utterance } from './utterance.js';

/** Decoders kept: the second is loaded when two users first speak at once. */
const MAX_DECODERS = 2;

export interface RecognizerOptions {
  knowledge: Knowledge;
  pronounce: Pronounce;
  logger?: Logger;
}

/**
 * The embedded recogniser: understands the questions of the knowledge, in English, while they are spoken, and marks
 * what it does not understand. Shared by all sessions: a session costs the sound that waits, a decoder is leased per
 * utterance.
 */
export class SoundSwallowerRecognizer implements SpeechRecognizer {
  readonly vocabulary = 'closed';
  readonly #pronounce: Pronounce;
  readonly #logger: Logger | undefined;
  readonly #decoders: DecoderThread[] = [];
  #model: BigramModel;

  private constructor(options: RecognizerOptions) {
    this.#pronounce = options.pronounce;
    this.#logger = options.logger;
    this.#model = buildBigramModel(expectedSpeech(options.knowledge));
  }

  /** @throws {CodedError} `worker.died`, `provider.failed` when the model cannot be loaded. */
  static async open(options: RecognizerOptions): Promise<SoundSwallowerRecognizer> {
    const recognizer = new SoundSwallowerRecognizer(options);
    try {
      await recognizer.#addDecoder().ready;
      return recognizer;
    } catch (error) {
      await recognizer.close();
      throw error;
    }
  }

  open(): RecognitionStream {
    return new Utterance(() => this.#pick());
  }

  /** Takes effect with each decoder's next utterance. @throws {CodedError} As `open`. */
  async setKnowledge(knowledge: Knowledge): Promise<void> {
    this.#model = buildBigramModel(expectedSpeech(knowledge));
    await Promise.all(this.#decoders.map((decoder) => decoder.configure(this.#model, this.#pronounce)));
  }

  /** Idempotent. Utterances under way fail with `worker.died`. */
  async close(): Promise<void> {
    await Promise.all(this.#decoders.splice(0).map((decoder) => decoder.close()));
  }

  #addDecoder(): { decoder: DecoderThread; ready: Promise<void> } {
    const decoder = new DecoderThread(this.#logger);
    this.#decoders.push(decoder);
    // The first in its lane: whoever comes next waits for it.
    return { decoder, ready: decoder.configure(this.#model, this.#pronounce) };
  }

  /** The least used decoder; a new one when all are in use and there may be one more. */
  #pick(): DecoderThread {
    const least = this.#decoders.reduce((best, decoder) => (decoder.load < best.load ? decoder : best));
    if (least.load === 0 || this.#decoders.length >= MAX_DECODERS) return least;
    const { decoder, ready } = this.#addDecoder();
    ready.catch((error: unknown) => {
      this.#logger?.error('a further recogniser could not be loaded', { error });
      this.#decoders.splice(this.#decoders.indexOf(decoder), 1);
      void decoder.close();
    });
    return decoder;
  }
}
