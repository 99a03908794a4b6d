import type { TimedWord } from '@visavis/sound';

/** How words are said: what is written, in any case, and the spelling that a voice receives in its place. */
export type Pronunciations = Readonly<Record<string, string>>;

/** A stretch of the written text, and where its other spelling stands in the text that the voice receives. */
interface Replaced {
  readonly from: number;
  readonly to: number;
  readonly saidFrom: number;
  readonly saidTo: number;
}

/** A word on both sides keeps "Ada" out of "Canada". */
const WORD_BEFORE = '(?<![\\p{L}\\p{M}\\p{N}])';
const WORD_BEHIND = '(?![\\p{L}\\p{M}\\p{N}])';

/**
 * Spells the words of texts as a dictionary has them.
 *
 * @param pronunciations Not empty. Of two entries that begin at the same character, the longer one takes precedence.
 */
export class Speller {
  readonly #spellings: ReadonlyMap<string, string>;
  readonly #written: RegExp;

  constructor(pronunciations: Pronunciations) {
    this.#spellings = new Map(Object.entries(pronunciations).map(([word, said]) => [word.toLowerCase(), said]));
    const longestFirst = [...this.#spellings.keys()].sort((a, b) => b.length - a.length);
    const any = longestFirst.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
    this.#written = new RegExp(`${WORD_BEFORE}(?:${any})${WORD_BEHIND}`, 'giu');
  }

  spell(text: string): Respelling {
    const replaced: Replaced[] = [];
    let said = '';
    let end = 0;
    for (const { 0: word, index } of text.matchAll(this.#written)) {
      said += text.slice(end, index);
      const saidFrom = said.length;
      said += this.#spellings.get(word.toLowerCase()) ?? word;
      end = index + word.length;
      replaced.push({ from: index, to: end, saidFrom, saidTo: said.length });
    }
    return new Respelling(text, said + text.slice(end), replaced);
  }
}

/** One text in another spelling, and the way back: what a voice reports about the spelling, about what is written. */
export class Respelling {
  /** What the voice receives. */
  readonly said: string;
  readonly #written: string;
  readonly #replaced: readonly Replaced[];
  /** How far the pieces of the text have come, in each spelling. */
  #saidEnd = 0;
  #writtenEnd = 0;
  /** When the word began of whose spelling a part has sounded, ms from the start of the text's sound. */
  #beganMs: number | undefined;

  constructor(written: string, said: string, replaced: readonly Replaced[]) {
    this.#written = written;
    this.said = said;
    this.#replaced = replaced;
  }

  /** @param piece The next piece of {@link said}. @returns The piece that is written, up to its last whole word. */
  textOf(piece: string): string {
    const at = this.said.indexOf(piece, this.#saidEnd);
    if (piece === '' || at < 0) return '';
    this.#saidEnd = at + piece.length;
    const from = this.#startOf(at);
    const to = this.#endOf(this.#saidEnd);
    const text = this.#written.slice(Math.max(this.#writtenEnd, from), to);
    this.#writtenEnd = Math.max(this.#writtenEnd, to);
    return text;
  }

  /**
   * @param words In order, as the voice reports them. @param startMs Start of their segment in the text's sound.
   * @returns The words that are written. A word that is said as several ends with the last of them.
   */
  wordsOf(words: readonly TimedWord[], startMs: number): TimedWord[] {
    return words.flatMap((word) => {
      const replaced = this.#replaced.find(({ saidFrom, saidTo }) => word.to > saidFrom && word.to <= saidTo);
      if (!replaced) return { ...word, from: this.#startOf(word.from), to: this.#endOf(word.to) };
      this.#beganMs ??= startMs + word.startMs;
      if (word.to < replaced.saidTo) return [];
      const began = this.#beganMs - startMs;
      this.#beganMs = undefined;
      return { ...word, from: replaced.from, to: replaced.to, startMs: began };
    });
  }

  /** Where a word begins that begins in the spelling at `said`. */
  #startOf(said: number): number {
    const inside = this.#replaced.find(({ saidFrom, saidTo }) => said >= saidFrom && said < saidTo);
    return inside ? inside.from : said + this.#shiftAt(said);
  }

  /** How much of what is written has been said where the spelling has been said up to `said`. */
  #endOf(said: number): number {
    const inside = this.#replaced.find(({ saidFrom, saidTo }) => said > saidFrom && said < saidTo);
    return inside ? inside.from : said + this.#shiftAt(said);
  }

  #shiftAt(said: number): number {
    const last = this.#replaced.findLast(({ saidTo }) => saidTo <= said);
    return last ? last.to - last.saidTo : 0;
  }
}
