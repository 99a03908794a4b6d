import { addUnknownSounds, setGrammar, type GrammarWeights } from './grammar.js';
import type { BigramModel } from './bigram-model.js';
import { ENGLISH_PHONES } from './model-language.js';
import { startingMean } from './starting-mean.js';
import { loadNative, type NativeDecoder, type NativeModule } from './native.js';

export interface DecodedWord {
  /** A word of the dictionary, or a bare sound. */
  readonly word: string;
  readonly durationMs: number;
}

/** One decoder: one utterance at a time. */
export class WordDecoder {
  readonly #native: NativeModule;
  readonly #decoder: NativeDecoder;
  #open = false;

  private constructor(native: NativeModule, decoder: NativeDecoder) {
    this.#native = native;
    this.#decoder = decoder;
    addUnknownSounds(decoder, ENGLISH_PHONES);
  }

  static async load(): Promise<WordDecoder> {
    const { native, decoder } = await loadNative();
    return new WordDecoder(native, decoder);
  }

  /** @returns The words that the dictionary does not contain. */
  missing(words: readonly string[]): string[] {
    return words.filter((word) => !this.#decoder.lookup_word(word));
  }

  /**
   * Sets the grammar, between utterances only.
   *
   * @param pronunciations Phones of missing words; words that still have none are left out.
   */
  configure(model: BigramModel, pronunciations: ReadonlyMap<string, string>, weights?: GrammarWeights): void {
    const fresh = [...pronunciations].filter(([word]) => !this.#decoder.lookup_word(word));
    if (fresh.length > 0) this.#decoder.add_words(...fresh);
    setGrammar(this.#native, this.#decoder, model, weights);
  }

  /**
   * Begins an utterance; ends first one that a failure left open. Nothing that was decoded before changes what is understood.
   *
   * @param beginning Its first second, or all of it; to be written afterwards.
   */
  async start(beginning: Float32Array): Promise<void> {
    this.stop();
    this.#decoder.set_config('cmninit', startingMean(beginning));
    await this.#decoder.reinitialize_audio();
    this.#decoder.start();
    this.#open = true;
  }

  /** @param samples Mono at 16 kHz, −1…1. */
  write(samples: Float32Array): void {
    if (samples.length > 0) this.#decoder.process_audio(samples, false, false);
  }

  stop(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#decoder.stop();
  }

  /** Best words so far, without pauses and noises. */
  words(): DecodedWord[] {
    const { w = [] } = this.#decoder.get_alignment();
    return w
      .filter(({ t }) => !/^[<[(]/.test(t))
      .map(({ t, d }) => ({ word: t.replace(/\(\d+\)$/, ''), durationMs: Math.round(d * 1000) }));
  }

  close(): void {
    this.#decoder.delete();
  }
}
