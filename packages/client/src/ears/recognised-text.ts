import type { BrowserRecognition, RecognitionResult } from './browser-recognition.js';

/** Servers take no longer ones; what is cut has been recognised minutes ago. */
const MAX_CHARS = 4_000;

/** Takes words for the server: a final text will not change, another is replaced by the next one. */
export type TakeText = (text: string, final: boolean) => void;

/** Reads the results of one recognition: what is new in them, once. */
export class RecognisedText {
  readonly #repeats: BrowserRecognition['repeats'];
  readonly #take: TakeText;
  /** Number of results that were final. */
  #finals = 0;
  #lastFinal = '';
  #interim = '';

  constructor({ repeats }: Pick<BrowserRecognition, 'repeats'>, take: TakeText) {
    this.#repeats = repeats;
    this.#take = take;
  }

  /** @param results All results of the recognition so far. */
  read(results: ArrayLike<RecognitionResult>): void {
    let interim = '';
    for (const [index, result] of Array.from(results).entries()) {
      if (index < this.#finals) continue;
      const { transcript = '', confidence = 0 } = result[0] ?? {};
      if (result.isFinal && !(this.#repeats && confidence === 0)) {
        this.#finals = index + 1;
        this.#final(transcript.trim());
      } else interim = this.#repeats ? transcript : interim + transcript;
    }
    this.#interimIs(interim.trim());
  }

  /** The recognition has ended: what was not final is now. */
  end(): void {
    this.#final(this.#interim);
  }

  #final(text: string): void {
    this.#interim = '';
    if (text === '' || (this.#repeats && text === this.#lastFinal)) return;
    this.#lastFinal = text;
    this.#take(text.slice(-MAX_CHARS), true);
  }

  #interimIs(text: string): void {
    if (text === this.#interim) return;
    this.#interim = text;
    this.#take(text.slice(-MAX_CHARS), false);
  }
}
