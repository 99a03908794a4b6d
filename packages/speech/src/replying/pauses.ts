import type { Sentence } from './sentences.js';
import type { Cut } from './spoken-text.js';

/** A reply's silence while what was said over it is being understood. */
class Pause {
  readonly cut: Cut;
  end: () => void = () => undefined;
  /** Resolves when the reply goes on, or ends. */
  readonly over = new Promise<void>((resolve) => (this.end = resolve));

  constructor(cut: Cut) {
    this.cut = cut;
  }
}

/** How a paused reply goes on. */
export interface Continuation {
  /** The text that was said to its end, as the reply writes it. */
  readonly said: string;
  /** Length of the text behind which the reply goes on. */
  readonly from: number;
  /** The sentences that are still to be said. */
  readonly sentences: readonly Sentence[];
}

/**
 * The stretches in which a reply is spoken: a pause ends one, and the next one begins with the sentence in which that was
 * cut.
 */
export class Pauses {
  #stretch = new AbortController();
  #pause: Pause | undefined;

  /** Aborts with the stretch of speech under way. */
  get stretch(): AbortSignal {
    return this.#stretch.signal;
  }

  /** Resolves when the paused reply goes on, or ends; `undefined` while it is not paused. */
  get over(): Promise<void> | undefined {
    return this.#pause?.over;
  }

  /** Whether the words at which the reply was paused are a question to the user. */
  get asks(): boolean {
    return this.#pause?.cut.asks === true;
  }

  endStretch(reason: unknown): void {
    this.#stretch.abort(reason);
  }

  beginStretch(): void {
    this.#stretch = new AbortController();
  }

  /** Begins a pause, which lasts until `end`. @param cut Where the reply was cut. */
  begin(cut: Cut): void {
    this.#pause = new Pause(cut);
  }

  /**
   * How the reply goes on after the pause.
   *
   * @param text The text of the reply. @param waiting Sentences behind the cut. @param hasGaps Whether a part of the text
   *   was passed over.
   */
  continuation(text: string, waiting: readonly Sentence[], hasGaps: boolean): Continuation {
    const { said = '', unsaid = [] } = this.#pause?.cut ?? {};
    const sentences = [...unsaid, ...waiting];
    const [next] = sentences;
    const from = next ? text.indexOf(next.text, hasGaps ? 0 : said.length) : -1;
    return { said, from: from < 0 ? said.length : from, sentences };
  }

  /** The reply goes on, or ends. Idempotent. */
  end(): void {
    this.#pause?.end();
    this.#pause = undefined;
  }
}
