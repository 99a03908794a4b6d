/** A stretch of a text. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A word of the voice is looked for in so many characters: it passes over what it reads in other words, as `$5`. */
const WINDOW = 60;
const WORD = /[\p{L}\p{N}](?:.*[\p{L}\p{N}\p{M}])?/su;
const CHARACTER = /[\p{L}\p{N}\p{M}]/u;
/** Scripts without blanks between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** Finds where the words that a voice reports, one after the other, stand in the text that it was given. */
export class WordFinder {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    const lower = text.toLowerCase();
    this.#text = lower.length === text.length ? lower : text;
  }

  /** @returns The place of the next word; `undefined` where it is not in the text as the voice says it. */
  find(word: string): Stretch | undefined {
    const [spoken] = WORD.exec(word.toLowerCase()) ?? [];
    if (spoken === undefined) return undefined;
    const window = this.#text.slice(0, this.#at + WINDOW + spoken.length);
    for (let from = window.indexOf(spoken, this.#at); from >= 0; from = window.indexOf(spoken, from + 1)) {
      const to = from + spoken.length;
      if (!this.#isWord(spoken, from, to)) continue;
      this.#at = to;
      return { from, to };
    }
    return undefined;
  }

  #isWord(spoken: string, from: number, to: number): boolean {
    if (UNSPACED.test(spoken)) return true;
    return !CHARACTER.test(this.#text.charAt(from - 1)) && !CHARACTER.test(this.#text.charAt(to));
  }
}
