import { expressionNamed, type Expression } from '@visavis/core';
import type { Language } from '../languages/index.js';
import type { ForFace } from '../speakable/face-tag.js';
import { Speakable } from '../speakable/speakable.js';
import { SentenceSplitter, type Change, type Sentence } from './sentences.js';

/** What a piece has added to a reply. */
export interface Added {
  /** Clean text, as it is shown; empty while it is not certain. */
  readonly text: string;
  /** Sentences that are complete now. */
  readonly sentences: readonly Sentence[];
}

function toChange({ at, word }: ForFace): Change[] {
  const expression = expressionNamed(word);
  return expression ? [{ at, expression }] : [];
}

/** The text of one reply as it arrives: made fit to be read aloud, and cut into sentences. */
export class ReplyText {
  readonly #speakable: Speakable;
  readonly #splitter: SentenceSplitter;

  /** @param expression Of the sentences before the first tag. */
  constructor(language: Language, expression?: Expression) {
    this.#speakable = new Speakable(language);
    this.#splitter = new SentenceSplitter(language, expression);
  }

  push(piece: string): Added {
    const { text, tags } = this.#speakable.read(piece);
    return { text, sentences: this.#splitter.push(text, tags.flatMap(toChange)) };
  }

  /** Called when nothing comes for a while. @returns What there is of a sentence. */
  pause(): Added {
    const text = this.#speakable.pause();
    return { text, sentences: [...this.#splitter.push(text), ...this.#splitter.pause()] };
  }

  /** Called when no more text comes. */
  end(): Added {
    const text = this.#speakable.flush();
    return { text, sentences: [...this.#splitter.push(text), ...this.#splitter.flush()] };
  }
}
