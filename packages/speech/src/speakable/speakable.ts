import type { Language } from '../languages/index.js';
import { joined, type Clean } from './face-tag.js';
import { Inline } from './inline.js';
import { fenceEnd, readLineStart, type LineKind } from './line-starts.js';

const SENTENCE_END = /[.!?…:;,。！？：；，、]["'”’)\]»]*$/;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Makes text that can be read aloud of text that was written to be looked at: the words of links, list items and rows of
 * tables as sentences, no marks, tags, addresses, code, stage directions or tags for the face. Works on text as it arrives; what may still
 * become a mark waits for its rest, everything else passes at once. The work grows with the length of the text.
 */
export class Speakable {
  readonly #language: Language;
  readonly #inline: Inline;
  /** Text that has come and is not read yet. */
  #text = '';
  /** The kind of the line that is being read; `undefined` at its beginning. */
  #line: LineKind | undefined;
  /** The mark that ends the block of code that is being passed over. */
  #fence: string | undefined;
  /** The end of the clean text of this line. */
  #tail = '';
  #codeMentioned = false;

  constructor(language: Language) {
    this.#language = language;
    this.#inline = new Inline(language);
  }

  /** @returns The clean text that is certain now. */
  push(piece: string): string {
    return this.read(piece).text;
  }

  /** The same, with what it asks of the face. */
  read(piece: string): Clean {
    this.#text += piece;
    const clean: Clean[] = [];
    for (let more = this.#read(); more !== undefined; more = this.#read())
      clean.push(typeof more === 'string' ? { text: more, tags: [] } : more);
    return joined(clean);
  }

  /** @returns What waits without being part of a mark, when no more text comes for a while. */
  pause(): string {
    return this.#text === '!' ? this.#inline.pause() + this.#take(1) : this.#inline.pause();
  }

  /** @returns The rest, when no more text comes. */
  flush(): string {
    const clean = this.push('\n');
    this.#fence = undefined;
    return clean.endsWith('\n') ? clean.slice(0, -1) : clean;
  }

  /** @returns The clean text of the next stretch; `undefined` when more text must come first. */
  #read(): string | Clean | undefined {
    if (this.#text === '') return undefined;
    if (this.#fence !== undefined) return this.#passCode(this.#fence);
    return this.#line === undefined ? this.#beginLine() : this.#readLine(this.#line);
  }

  #passCode(fence: string): string | undefined {
    const line = this.#text.indexOf('\n') + 1;
    if (line === 0) return undefined;
    if (fenceEnd(this.#take(line), fence)) this.#fence = undefined;
    return '';
  }

  #beginLine(): string | undefined {
    const start = readLineStart(this.#text);
    if (!start) return undefined;
    this.#take(start.length);
    if (start.kind === 'dropped') return '';
    if (start.kind === 'code') {
      this.#fence = start.fence;
      return this.#mentionCode();
    }
    this.#line = start.kind;
    this.#tail = '';
    this.#inline.beginLine(start.kind === 'row');
    return start.kept ?? '';
  }

  #readLine(kind: LineKind): Clean | undefined {
    const { length, clean, tags, ends } = this.#inline.read(this.#text);
    if (length === 0) return undefined;
    this.#take(length);
    this.#tail = (this.#tail + clean).slice(-40);
    if (!ends) return { text: clean, tags };
    this.#line = undefined;
    const unfinished = kind !== 'paragraph' && WORD.test(this.#tail) && !SENTENCE_END.test(this.#tail.trimEnd());
    return { text: `${clean}${unfinished ? (this.#language.punctuation?.stop ?? '.') : ''}\n`, tags };
  }

  /** Code is not read aloud; a reply mentions it once. */
  #mentionCode(): string {
    if (this.#codeMentioned) return '';
    this.#codeMentioned = true;
    return `${this.#language.notices.code}\n`;
  }

  #take(length: number): string {
    const taken = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return taken;
  }
}
