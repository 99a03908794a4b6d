import type { Sentence } from './sentences.js';
import { SpokenSentence } from './spoken-sentence.js';

interface Part {
  readonly gap: string;
  readonly sentence: SpokenSentence;
}

/** What of a reply was given to the synthesiser, and when its words sound. Keeps no sound. */
export class SpokenText {
  readonly #parts: Part[] = [];

  /** Nothing was given to the synthesiser: the reply is a written one, or was stopped before. */
  get empty(): boolean {
    return this.#parts.length === 0;
  }

  /** @returns The sentence, which takes its sound. The one before is over. */
  begin({ text, gap }: Sentence): SpokenSentence {
    const sentence = new SpokenSentence(text);
    this.#parts.push({ gap, sentence });
    return sentence;
  }

  /**
   * The words of the reply that are heard once `heardMs` of its sound have been, as they are written there. A sentence
   * that made no sound is passed over with the next one that is heard.
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
