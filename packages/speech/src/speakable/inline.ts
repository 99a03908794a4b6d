import type { Language } from '../languages/index.js';
import type { ForFace } from './face-tag.js';
import { MARK_START, marksAt, type MarkContext } from './inline-marks.js';

/** A stretch of a line that was read. */
export interface InlineRead {
  /** Length of the text that was read. */
  readonly length: number;
  readonly clean: string;
  /** What it asks of the face, by offsets in `clean`. */
  readonly tags: readonly ForFace[];
  /** Whether the line has ended. */
  readonly ends: boolean;
}

/** A mark that was read. */
interface ReadMark {
  readonly length: number;
  readonly clean: string;
  readonly drops: boolean;
  readonly forFace?: string | undefined;
}

const BLANKS_BEHIND = /[^\S\n]{1,200}$/;
const BEHIND_SENTENCE = /[.!?…]["'”’)\]]{0,3}[^\S\n]{1,200}$/;
const BLANKS_BEFORE = /^[^\S\n]+/;
const CLOSING = /^[.,;:!?…)\]]/;
const FIRST_WORD = /^[\p{L}\p{M}'’]+/u;
const WHOLE_WORD = /^[\p{L}\p{M}'’]+(?=[^\p{L}\p{M}'’])/u;

/** Reads the marks within lines: what stands for them, and when more text has to come first. */
export class Inline {
  readonly #directions: ReadonlySet<string>;
  readonly #language: Language;
  #inRow = false;
  #atLineStart = true;
  /** Blanks that are written unless what follows makes them one too many. */
  #blanks = '';
  /** Whether the clean text of the line ends with a blank. */
  #endsBlank = false;
  /** Whether something in front of what follows was dropped. */
  #dropped = false;
  /** Whether what follows begins a cell of a table. */
  #newCell = false;
  /** The last character read, and the last one that is no blank. */
  #before = '';
  #beforeBlanks = '';

  constructor(language: Language) {
    this.#language = language;
    this.#directions = language.directions;
  }

  beginLine(inRow: boolean): void {
    this.#inRow = inRow;
    this.#atLineStart = true;
    this.#blanks = '';
    this.#dropped = this.#newCell = this.#endsBlank = false;
    this.#before = this.#beforeBlanks = '';
  }

  /** @param text The rest of the line, as far as it has come, and what has come behind it. */
  read(text: string): InlineRead {
    let clean = '';
    const tags: ForFace[] = [];
    let at = 0;
    while (at < text.length) {
      MARK_START.lastIndex = at;
      const next = MARK_START.exec(text)?.index ?? text.length;
      clean += this.#write(text.slice(at, next));
      this.#passed(text.slice(at, next));
      at = next;
      if (text.charAt(at) === '\n') return { length: at + 1, clean, tags, ends: true };
      if (at === text.length) break;
      const mark = this.#mark(text, at);
      if (mark === 'waits') break;
      if (mark.forFace !== undefined) tags.push({ at: clean.length, word: mark.forFace });
      clean += mark.drops ? this.#drop() : this.#write(mark.clean);
      this.#passed(text.slice(at, at + mark.length));
      at += mark.length;
    }
    return { length: at, clean, tags, ends: false };
  }

  /** @returns The blanks that wait. */
  pause(): string {
    const blanks = this.#blanks;
    this.#blanks = '';
    this.#endsBlank ||= blanks !== '';
    return blanks;
  }

  #mark(text: string, at: number): ReadMark | 'waits' {
    const context = this.#context();
    for (const { whole, begun, waits, read, forFace } of marksAt(text.charAt(at))) {
      whole.lastIndex = begun.lastIndex = at;
      const match = whole.exec(text);
      if (match && at + match[0].length === text.length) return 'waits';
      const clean = match ? read(match, context) : undefined;
      if (match && clean !== undefined)
        return { length: match[0].length, clean, drops: clean === '', forFace: forFace?.(match) };
      const part = match ? undefined : begun.exec(text)?.[0];
      if (part !== undefined && (waits?.(part, context) ?? true)) return 'waits';
    }
    return this.#sign(text.charAt(at));
  }

  /** A character that begins no mark. */
  #sign(character: string): ReadMark {
    if (character === '|' && (this.#inRow || /^\s?$/.test(this.#before))) {
      this.#newCell = true;
      this.#blanks = '';
      return { length: 1, clean: '', drops: true };
    }
    return { length: 1, clean: character === '`' ? '' : character, drops: character === '`' };
  }

  #context(): MarkContext {
    return {
      before: this.#before,
      startsSentence: /^[.!?…:"”)*。！？」]?$/.test(this.#beforeBlanks),
      isDirection: (text) => this.#directions.has((FIRST_WORD.exec(text.trim())?.[0] ?? '').toLowerCase()),
      mayBeDirection: (text) => this.#mayBeDirection(text.trimStart().toLowerCase()),
      clean: (text) => {
        const inner = new Inline(this.#language);
        return inner.read(`${text}\n`).clean;
      },
    };
  }

  #mayBeDirection(text: string): boolean {
    const first = WHOLE_WORD.exec(text)?.[0];
    if (first !== undefined) return this.#directions.has(first);
    return [...this.#directions].some((word) => word.startsWith(text));
  }

  #drop(): string {
    this.#dropped = true;
    return '';
  }

  /** Blanks behind the text wait for what follows, except for those behind a sentence, which show that it has ended. */
  #write(text: string): string {
    const closesUp = this.#newCell || (this.#atLineStart && (this.#dropped || this.#inRow));
    const doubles = this.#dropped && (this.#blanks !== '' || this.#endsBlank);
    const written = closesUp || doubles ? text.replace(BLANKS_BEFORE, '') : text;
    if (written === '') return '';
    const closes = this.#dropped && CLOSING.test(written);
    const before =
      this.#newCell && !this.#atLineStart ? (this.#language.punctuation?.comma ?? ', ') : closes ? '' : this.#blanks;
    this.#blanks = !this.#inRow && BEHIND_SENTENCE.test(written) ? '' : (BLANKS_BEHIND.exec(written)?.[0] ?? '');
    const clean = before + written.slice(0, written.length - this.#blanks.length);
    if (written.trim() !== '') this.#atLineStart = this.#dropped = this.#newCell = false;
    if (clean !== '') this.#endsBlank = /\s$/.test(clean);
    return clean;
  }

  #passed(text: string): void {
    if (text === '') return;
    this.#before = text.slice(-1);
    this.#beforeBlanks = text.trimEnd().slice(-1) || this.#beforeBlanks;
  }
}
