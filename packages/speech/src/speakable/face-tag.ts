const BLANKS = String.raw`[^\S\n]{0,9}`;
const WHOLE = String.raw`\[face${BLANKS}:${BLANKS}(\p{L}[\p{L}_-]{0,29})${BLANKS}\](?![([]):?`;
/** At the end of a line. */
const CUT_OFF = String.raw`\[(?:f|fa|fac|face${BLANKS}(?::${BLANKS}[\p{L}_-]{0,30}${BLANKS})?)(?=\n)`;

/**
 * What stands in a text for the face: `[face: warm]`. Any single word may stand there, `half-smile` too. What is left of a
 * tag at the end of a text that was cut off is one as well, without a word.
 */
export const FACE_TAG = new RegExp(`${WHOLE}|${CUT_OFF}`, 'iuy');

/** A clean text, and what it asks the face to express. */
export interface ForFace {
  /** Offset in the clean text from which on it counts. */
  readonly at: number;
  /** The word as it is written, known or not. */
  readonly word: string;
}

/** Text that can be read aloud, with the tags for the face that stood in it, in order. */
export interface Clean {
  readonly text: string;
  readonly tags: readonly ForFace[];
}

/** Joins clean texts that follow each other. */
export function joined(parts: readonly Clean[]): Clean {
  let text = '';
  const tags: ForFace[] = [];
  for (const part of parts) {
    for (const { at, word } of part.tags) tags.push({ at: text.length + at, word });
    text += part.text;
  }
  return { text, tags };
}
