/** Longest piece given to the synthesiser at once: beyond it a clause end or a space will do. */
const MAX_CHARS = 240;
/** A full stop after these does not end a sentence. */
const ABBREVIATIONS = new Set([
  'mr',
  'mrs',
  'ms',
  'dr',
  'prof',
  'st',
  'vs',
  'etc',
  'e.g',
  'i.e',
  'no',
  'approx',
  'inc',
]);
const ENDINGS = /[.!?…]+["'”’)\]]*(?=\s)|\n+/g;

/** Cuts text that arrives in pieces into sentences, each handed out as soon as what follows it has begun. */
export class SentenceSplitter {
  #text = '';

  push(piece: string): string[] {
    this.#text += piece;
    const sentences: string[] = [];
    for (let end = this.#findEnd(); end !== undefined; end = this.#findEnd()) {
      sentences.push(this.#text.slice(0, end));
      this.#text = this.#text.slice(end);
    }
    return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
  }

  /** What is left when no more text comes. */
  flush(): string[] {
    const rest = [...this.push('\n')];
    const last = this.#text.trim();
    this.#text = '';
    return last === '' ? rest : [...rest, last];
  }

  #findEnd(): number | undefined {
    for (const match of this.#text.matchAll(ENDINGS)) {
      if (this.#text.slice(0, match.index).trim() === '') continue;
      if (match[0].startsWith('.') && this.#isAbbreviation(match.index)) continue;
      return match.index + match[0].length;
    }
    return this.#text.length > MAX_CHARS ? this.#cutLong() : undefined;
  }

  #isAbbreviation(stopAt: number): boolean {
    const word = /[\w.]*$/.exec(this.#text.slice(0, stopAt))?.[0].toLowerCase() ?? '';
    return ABBREVIATIONS.has(word) || /^[a-z]$/.test(word);
  }

  #cutLong(): number {
    const head = this.#text.slice(0, MAX_CHARS);
    const clause = Math.max(head.lastIndexOf(', '), head.lastIndexOf('; '), head.lastIndexOf(': '));
    if (clause > MAX_CHARS / 3) return clause + 1;
    const space = head.lastIndexOf(' ');
    return space > 0 ? space : MAX_CHARS;
  }
}
