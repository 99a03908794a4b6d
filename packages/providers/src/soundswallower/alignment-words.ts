/** Stands for a word that the dictionary does not contain: any sounds. */
export const ANY_SOUNDS = undefined;

/** A word in the spelling of the dictionary, or {@link ANY_SOUNDS}. */
export type AlignableWord = string | typeof ANY_SOUNDS;

const WORD = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|['’.-](?=[\p{L}\p{N}])){0,60}['’]?/gu;

/** @returns The words of a text in the spelling of a dictionary. */
export function writtenWordsOf(text: string): string[] {
  return Array.from(text.toLowerCase().matchAll(WORD), ([word]) => word.replaceAll('’', "'"));
}

/**
 * Finds the words in the dictionary. One that it does not contain is looked for in its parts: `l'heure` as `l'` and
 * `heure`, `check-in` as `check` and `in`.
 */
export function inDictionary(words: readonly AlignableWord[], has: (word: string) => boolean): AlignableWord[] {
  return words.flatMap((word) => {
    if (word === ANY_SOUNDS) return [ANY_SOUNDS];
    const bare = word.replace(/'$/, '');
    const whole = [word, bare].find(has);
    if (whole !== undefined) return [whole];
    const parts = bare.match(/[^'.-]{1,60}'?/gu) ?? [];
    if (parts.length < 2) return [ANY_SOUNDS];
    return parts.map((part) => [part, part.replace(/'$/, '')].find(has));
  });
}
