/** Writing without an alphabet: a character is a syllable or more. */
const SYLLABIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Every character below this one belongs to an alphabet. */
const FIRST_SYLLABIC = 0x1100;
const SPOKEN = /[\p{L}\p{N}]/u;
/** A syllable takes about as long as three letters of an alphabet. */
const LETTERS_PER_SYLLABLE = 3;

/** How long a character takes to say, in letters of an alphabet. */
export function widthOf(character: string): number {
  return character.charCodeAt(0) >= FIRST_SYLLABIC && SYLLABIC.test(character) ? LETTERS_PER_SYLLABLE : 1;
}

/** Returns {@link widthOf} of a character, but 0 for one that is not said: blanks, punctuation, marks. */
export function lettersOf(character: string): number {
  return SPOKEN.test(character) ? widthOf(character) : 0;
}
