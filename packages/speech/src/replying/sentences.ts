import type { Expression } from '@visavis/core';
import type { Language } from '../languages/index.js';
import { widthOf } from './letters.js';

/** One sentence of a reply, or the part of one that is spoken at once. */
export interface Sentence {
  /** The text, without blanks around it. */
  readonly text: string;
  /** The blanks between the sentence before and this one. */
  readonly gap: string;
  /** What the face expresses with it; absent where no word of the reply has asked for any. */
  readonly expression?: Expression;
}

/** Another expression from a place of the text on. */
export interface Change {
  readonly at: number;
  readonly expression: Expression;
}

/**
 * Longest piece passed to the synthesiser at once, in letters: a longer one is cut at the end of a clause or at a
 * space.
 */
const MAX_WIDTH = 240;
/** Letters from which the first piece may end with a clause, since the user waits for it in silence. */
const MAX_FIRST_WIDTH = 100;
/** Longest word that is looked up among the abbreviations. */
const MAX_ABBREVIATION = 16;
/** Characters examined behind the longest piece: the text after an ending decides whether it is one. */
const BEHIND = 4;

/**
 * Where sentences end, in any language: at a mark with a blank behind it, with the quotes and brackets that it closes (in
 * French with a blank before them), at a mark of the scripts without blanks, and at the end of a line.
 */
const ENDINGS =
  /(?<![.!?…])[.!?…]+["'”“’»)\]]*(?:\s»)?(?=\s(?!»)|[¿¡])|(?<![。！？｡])[。！？｡]+["'”’」』】》）)\]]*(?=[^。！？｡"'”’」』】》）)\]])|\n+/gu;
const CLAUSE_ENDINGS = /[,;:](?= )|[，、；：]/g;
/** A word that may go on; a character of a script without blanks is whole. */
const UNFINISHED_WORD = /(?=[\p{L}\p{N}])[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;
const PART_OF_WORD = /[\p{L}\p{M}\p{N}.-]/u;

/** Cuts text that arrives in pieces into sentences, each handed out as soon as what follows it has begun. */
export class SentenceSplitter {
  readonly #language: Language;
  #gap = '';
  /** The text not yet cut; begins with a sentence, not with blanks. */
  #text = '';
  #maxWidth = MAX_FIRST_WIDTH;
  /** The expression of the sentence before. */
  #expression: Expression | undefined;
  /** Offset of the text in all that was pushed. */
  #from = 0;
  /** Changes by their offsets in all that was pushed, in order; behind them the first that is not yet in force. */
  readonly #changes: Change[] = [];
  #nextChange = 0;

  /** @param expression Of the sentences before the first change. */
  constructor(language: Language, expression?: Expression) {
    this.#language = language;
    this.#expression = expression;
  }

  /**
   * Each sentence is searched within the longest piece alone, so the work grows with the text's length and no faster.
   *
   * @param changes By offsets in `piece`. One within a sentence counts from its beginning on.
   */
  push(piece: string, changes: readonly Change[] = []): Sentence[] {
    const from = this.#from + this.#text.length;
    for (const { at, expression } of changes) this.#changes.push({ at: from + at, expression });
    this.#setText(this.#text + piece);
    const sentences: Sentence[] = [];
    for (let end = this.#findEnd(); end !== undefined; end = this.#findEnd()) sentences.push(this.#take(end));
    return sentences;
  }

  /** @returns The text that waits for the end of its sentence, up to its last whole word, when no more comes for a while. */
  pause(): Sentence[] {
    const end = UNFINISHED_WORD.test(this.#text.slice(-MAX_WIDTH)) ? this.#text.lastIndexOf(' ') : this.#text.length;
    return end > 0 ? [this.#take(end)] : [];
  }

  /** @returns The remaining sentences, when no more text comes. */
  flush(): Sentence[] {
    const sentences = this.push('\n');
    return this.#text === '' ? sentences : [...sentences, this.#take(this.#text.length)];
  }

  #take(end: number): Sentence {
    const text = this.#text.slice(0, end).trimEnd();
    const expression = this.#expressionUntil(this.#from + text.length);
    const sentence = { text, gap: this.#gap, ...(expression && { expression }) };
    this.#gap = '';
    this.#from += text.length;
    this.#setText(this.#text.slice(text.length));
    this.#maxWidth = MAX_WIDTH;
    return sentence;
  }

  #setText(text: string): void {
    this.#text = text.trimStart();
    const blanks = text.length - this.#text.length;
    this.#gap += text.slice(0, blanks);
    this.#from += blanks;
  }

  #expressionUntil(end: number): Expression | undefined {
    for (let next = this.#changes[this.#nextChange]; next && next.at < end; next = this.#changes[this.#nextChange]) {
      this.#expression = next.expression;
      this.#nextChange++;
    }
    return this.#expression;
  }

  #findEnd(): number | undefined {
    const longest = fitting(this.#text, MAX_WIDTH);
    const wanted = Math.min(longest, fitting(this.#text, this.#maxWidth));
    const sentence = this.#sentenceEnd(longest);
    if (sentence !== undefined && sentence <= wanted) return sentence;
    if (wanted === this.#text.length) return undefined;
    return this.#clauseEnd(wanted) ?? sentence ?? this.#wordEnd(longest);
  }

  #sentenceEnd(longest: number): number | undefined {
    for (const match of this.#text.slice(0, longest + BEHIND).matchAll(ENDINGS)) {
      const end = match.index + match[0].length;
      if (end > longest) return undefined;
      if (match.index === 0 || (match[0].startsWith('.') && this.#isAbbreviation(match.index))) continue;
      return end;
    }
    return undefined;
  }

  /** Whether the full stop belongs to an abbreviation, an initial, an ordinal, or the number of a list's item. */
  #isAbbreviation(stop: number): boolean {
    const word = this.#wordBefore(stop).toLowerCase();
    if (this.#language.abbreviations.has(word) || /^\p{L}$/u.test(word)) return true;
    if (!/^\d+$/.test(word)) return false;
    return word.length === stop || (this.#language.ordinalStop === true && word.length <= 2);
  }

  #wordBefore(end: number): string {
    let from = end;
    while (from > 0 && end - from < MAX_ABBREVIATION && PART_OF_WORD.test(this.#text.charAt(from - 1))) from--;
    return this.#text.slice(from, end);
  }

  #clauseEnd(wanted: number): number | undefined {
    const ends = [...this.#text.slice(0, wanted).matchAll(CLAUSE_ENDINGS)].map(({ index }) => index + 1);
    const last = ends.at(-1);
    return last !== undefined && last > wanted / 3 ? last : undefined;
  }

  #wordEnd(longest: number): number | undefined {
    if (longest === this.#text.length) return undefined;
    const space = this.#text.lastIndexOf(' ', longest);
    return space > 0 ? space : longest;
  }
}

/** Number of UTF-16 units of the text that are at most as wide as `maxWidth` letters. */
function fitting(text: string, maxWidth: number): number {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > maxWidth) return end;
    end += character.length;
  }
  return end;
}
