/** Longest piece given to the synthesiser at once: beyond it a clause end or a space will do. */
const MAX_CHARS = 240;
/** The first piece is waited for in silence, so it may end with a clause. */
const MAX_FIRST_CHARS = 100;
/** A full stop after these does not end a sentence. */
const ABBREVIATIONS = new Set('mr mrs ms dr prof st vs etc e.g i.e approx inc ltd'.split(' '));
const ENDINGS = /[.!?…]+["'”’)\]]*(?=\s)|\n+/g;

/** Cuts text that arrives in pieces into sentences, each handed out as soon as what follows it has begun. */
export class SentenceSplitter {
  #text = '';
  #maxChars = MAX_FIRST_CHARS;

  push(piece: string): string[] {
    this.#text += piece;
    const sentences: string[] = [];
    for (let end = this.#findEnd(); end !== undefined; end = this.#findEnd()) {
      sentences.push(this.#text.slice(0, end).trim());
      this.#text = this.#text.slice(end);
      this.#maxChars = MAX_CHARS;
    }
    return sentences.filter((sentence) => sentence !== '');
  }

  /** What is left when no more text comes. */
  flush(): string[] {
    const sentences = [...this.push('\n'), this.#text.trim()];
    this.#text = '';
    return sentences.filter((sentence) => sentence !== '');
  }

  #findEnd(): number | undefined {
    const sentence = this.#sentenceEnd();
    if (sentence !== undefined && sentence <= this.#maxChars) return sentence;
    if (this.#text.length <= this.#maxChars) return undefined;
    return this.#clauseEnd() ?? sentence ?? this.#wordEnd();
  }

  #sentenceEnd(): number | undefined {
    for (const match of this.#text.slice(0, MAX_CHARS + 1).matchAll(ENDINGS)) {
      const before = this.#text.slice(0, match.index).trim();
      if (before === '') continue;
      if (match[0].startsWith('.') && endsWithAbbreviation(before)) continue;
      return match.index + match[0].length;
    }
    return undefined;
  }

  #clauseEnd(): number | undefined {
    const head = this.#text.slice(0, this.#maxChars);
    const clause = Math.max(...[', ', '; ', ': '].map((mark) => head.lastIndexOf(mark)));
    return clause > this.#maxChars / 3 ? clause + 1 : undefined;
  }

  #wordEnd(): number | undefined {
    if (this.#text.length <= MAX_CHARS) return undefined;
    const space = this.#text.lastIndexOf(' ', MAX_CHARS);
    return space > 0 ? space : MAX_CHARS;
  }
}

/** Also an initial, and the number of a list's item. */
function endsWithAbbreviation(text: string): boolean {
  const word = /[\w.]*$/.exec(text)?.[0].toLowerCase() ?? '';
  return ABBREVIATIONS.has(word) || /^[a-z]$/.test(word) || (/^\d+$/.test(word) && word.length === text.length);
}
