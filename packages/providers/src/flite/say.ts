import { spokenForm } from '@visavis/speech';

/** Names whose spelling misleads English letter-to-sound rules: spelling → how to say it. */
const SAY: readonly (readonly [RegExp, string])[] = [
  [/\bvisavis\b/gi, 'veezavee'],
  [/\bwebrtc\b/gi, 'web R T C'],
  [/\bopenai\b/gi, 'open A I'],
  [/\bai\b/gi, 'A I'],
];
/** Marks that flite reads by their names. */
const MARKS = /[<>{}[\]|\\^`~*_#]/g;

/** A stretch of a text, and the text that flite reads for it. */
export interface WrittenWord {
  /** Start of the word in the text; `to` is its end. */
  readonly from: number;
  readonly to: number;
  readonly said: string;
}

/** Returns the text in a form that flite reads well; captions keep the original. Empty where there is nothing to say. */
export function sayable(text: string): string {
  const said = stretches(text).map((stretch) => stretch.said);
  return said.filter((words) => words !== '').join(' ');
}

/** Returns the words of a text that are said at all. A number may be said in several words, and is one here. */
export function writtenWords(text: string): WrittenWord[] {
  return stretches(text).flatMap(({ from, to, said: written }) => {
    const said = written.replace(/^[^\p{L}\p{N}$]{1,200}/u, '').replace(/[^\p{L}\p{N}%]{1,200}$/u, '');
    return said === '' ? [] : { from, to, said };
  });
}

function stretches(text: string): WrittenWord[] {
  return spokenForm(text, 'en').map((stretch) => {
    let said = stretch.said.replace(MARKS, ' ');
    for (const [written, spoken] of SAY) said = said.replace(written, spoken);
    return { ...stretch, said: said.replace(/\s+/g, ' ').trim() };
  });
}
