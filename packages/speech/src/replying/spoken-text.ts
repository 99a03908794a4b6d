import type { Sentence } from './sentences.js';
import { SpokenSentence } from './spoken-sentence.js';

interface Part {
  readonly gap: string;
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
  begin({ text, gap }: Sentence): SpokenSentence {
    const sentence = new SpokenSentence(text);
    this.#parts.push({ gap, sentence });
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
    for (const { gap, sentence } of this.#parts) {
      const words = sentence.heard(Math.max(0, leftMs));
      passed += gap + words;
      if (words !== '' && sentence.durationMs > 0) heard = passed;
      if (leftMs < sentence.durationMs) break;
      leftMs -= sentence.durationMs;
    }
    return heard.trim();
  }
}
