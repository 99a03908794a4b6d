/** A word of a text, or one sign of a script without blanks between words. */
export interface WordToken {
  /** As it stands in the text, with the blanks in front of it. */
  readonly written: string;
  /** For comparing: lower case, letters and digits alone; empty where it holds none. */
  readonly sounded: string;
}

const WORD =
  /\s*(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+)/gu;
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const SILENT = /[^\p{L}\p{M}\p{N}]+/gu;

/** @returns The words of a text, which joined are the text again, without blanks at its end. */
export function wordTokens(text: string): WordToken[] {
  return (text.match(WORD) ?? []).map((written) => ({ written, sounded: written.toLowerCase().replace(SILENT, '') }));
}

/** Whether no blank stands in front of the word in its script. */
export const isUnspaced = ({ sounded }: WordToken): boolean => UNSPACED.test(sounded);
