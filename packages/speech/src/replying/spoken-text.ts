import type { Sentence } from './sentences.js';
import { SpokenSentence } from './spoken-sentence.js';

/** A reply's text, cut where it was interrupted. */
export interface Cut {
  /** The sentences that were said to their end, as the reply writes them. */
  readonly said: string;
  /** The others, beginning with the one that was interrupted. */
  readonly unsaid: readonly Sentence[];
  /** Whether the interrupted sentence, or the one before it, is a question. */
  readonly asks: boolean;
}

/** The end of a question in any script, with the quotes and brackets behind it. */
const QUESTION = /[?？]\s?["'”’»)\]」』】》）]*$/u;

interface Part {
  readonly written: Sentence;
  readonly sentence: SpokenSentence;
}

/** The part of a reply that was passed to the synthesiser, and when its words sound. Keeps no sound. */
export class SpokenText {
  readonly #parts: Part[] = [];

  /** Whether nothing was passed to the synthesiser: the reply is a written one, or was stopped before. */
  get empty(): boolean {
    return this.#parts.length === 0;
  }

  /** Begins a sentence and ends the one before. @returns The sentence, which takes its sound. */
  begin(written: Sentence): SpokenSentence {
    const sentence = new SpokenSentence(written.text);
    this.#parts.push({ written, sentence });
    return sentence;
  }

  /**
   * The words of the reply that are heard once `heardMs` of its sound have been heard, as the reply writes them. A
   * sentence without sound is passed over with the next one that is heard.
   */
  heardAfter(heardMs: number): string {
    let leftMs = heardMs;
    let passed = '';
    let heard = '';
    for (const { written, sentence } of this.#parts) {
      const words = sentence.heard(Math.max(0, leftMs));
      passed += written.gap + words;
      if (words !== '' && sentence.durationMs > 0) heard = passed;
      if (leftMs < sentence.durationMs) break;
      leftMs -= sentence.durationMs;
    }
    return heard.trim();
  }
  /** Cuts the text at the sentence that was not said to its end once `heardMs` of the sound have been heard. */
  cutAt(heardMs: number): Cut {
    let leftMs = heardMs;
    const from = this.#parts.findIndex(({ sentence }) => {
      if (!sentence.said(Math.max(0, leftMs))) return true;
      leftMs -= sentence.durationMs;
      return false;
    });
    const at = from < 0 ? this.#parts.length : from;
    const sentences = this.#parts.map(({ written }) => written);
    const said = sentences.slice(0, at);
    return {
      said: said.map(({ gap, text }) => gap + text).join(''),
      unsaid: sentences.slice(at),
      asks: sentences.slice(Math.max(0, at - 1), at + 1).some(({ text }) => QUESTION.test(text)),
    };
  }
}
