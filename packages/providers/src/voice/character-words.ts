/** A word as a voice says it, and when, ms from the start of the sentence. */
export interface HeardWord {
  readonly word: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Scripts without blanks between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** Puts the characters whose times a voice reports, in pieces that end anywhere, together to words. */
export class CharacterWords {
  #word: HeardWord | undefined;

  /** @returns The words that the character completes. */
  *push(character: string, startMs: number, endMs: number): Generator<HeardWord> {
    if (character.trim() === '') return yield* this.end();
    const isWord = UNSPACED.test(character);
    if (isWord) yield* this.end();
    const begun = this.#word ?? { word: '', startMs };
    this.#word = { word: begun.word + character, startMs: begun.startMs, endMs };
    if (isWord) yield* this.end();
  }

  /** @returns The last word; no more characters come. */
  *end(): Generator<HeardWord> {
    if (this.#word) yield this.#word;
    this.#word = undefined;
  }
}
