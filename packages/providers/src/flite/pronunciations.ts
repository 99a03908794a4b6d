/** Returns the sounds of each word; `undefined` where they cannot be found. */
export type PronounceAll = (words: readonly string[]) => string[][] | undefined;

/** Words remembered: answers repeat themselves, and a language's commonest words make up most of its text. */
const MAX_KNOWN = 5_000;

/** Remembers pronunciations, so that each word is looked up once. */
export class Pronunciations {
  readonly #pronounce: PronounceAll;
  readonly #known = new Map<string, readonly string[]>();

  constructor(pronounce: PronounceAll) {
    this.#pronounce = pronounce;
  }

  /** @returns The sounds of each word; `undefined` where those of one word cannot be found. */
  of(words: readonly string[]): (readonly string[])[] | undefined {
    const fresh = [...new Set(words)].filter((word) => !this.#known.has(word));
    const said = fresh.length > 0 ? this.#pronounce(fresh) : [];
    if (!said) return undefined;
    const learned = new Map(fresh.map((word, i) => [word, said[i] ?? []]));
    const found = words.map((word) => learned.get(word) ?? this.#known.get(word) ?? []);
    if (this.#known.size > MAX_KNOWN) this.#known.clear();
    for (const [word, phones] of learned) this.#known.set(word, phones);
    return found;
  }
}
