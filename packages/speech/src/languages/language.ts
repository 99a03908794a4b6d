/** The properties of a language on which a turn depends. */
export interface Language {
  /** BCP 47 tag, without a region. */
  readonly tag: string;
  /** Words after which a sentence goes on: no turn ends with them. In lower case; empty where words are not set apart. */
  readonly goesOn: ReadonlySet<string>;
  /** Those of them with which a question of one word is asked. */
  readonly asks: ReadonlySet<string>;
  /** What is known of sentences where words are not set apart. @defaultValue nothing */
  readonly unspaced?: Unspaced;
  /**
   * What a user says who wants the face to be silent, in lower case, without punctuation, the longest first. It ends a reply
   * whatever follows.
   */
  readonly stops: readonly string[];
  /** A full stop after these does not end a sentence. In lower case, without the last stop. */
  readonly abbreviations: ReadonlySet<string>;
  /** A number with a full stop is an ordinal, as in "am 3. Mai". @defaultValue false */
  readonly ordinalStop?: boolean;
  /**
   * What a listener says without wanting the floor, in lower case, without punctuation, the longest first. Only said over
   * a reply; as an answer to a question of the face it is an answer.
   */
  readonly acknowledgements: readonly string[];
  readonly apologies: Apologies;
  readonly notices: Notices;
  /** What ends a sentence, and what separates the parts of one. @defaultValue "." and ", " */
  readonly punctuation?: Punctuation;
  /** First words of stage directions, as in "(smiles warmly)". In lower case. */
  readonly directions: ReadonlySet<string>;
}

/** Letters that have a meaning for a sentence, where words are not set apart. */
export interface Unspaced {
  /** A sentence goes on behind them. */
  readonly goesOn: readonly string[];
  /** They end a question. */
  readonly endsQuestion: readonly string[];
  /** A sentence with one of them is a question. */
  readonly asks: readonly string[];
}

/** Punctuation that is added to rows of tables and to items of lists. */
export interface Punctuation {
  readonly stop: string;
  readonly comma: string;
}

/** The face's words after a failure; whole sentences. */
export interface Apologies {
  /** A stage of the turn failed. */
  readonly failed: string;
  /** The brain returned no answer. */
  readonly noAnswer: string;
  /** The brain broke off in the middle of its answer. */
  readonly brokenOff: string;
}

/** The face's words about the answer itself; whole sentences. */
export interface Notices {
  /** The answer holds code. */
  readonly code: string;
  /** The answer is in a script that the voice does not read. */
  readonly foreign: string;
  /** The answer takes a moment. */
  readonly moment: string;
  /** The user has been silent for long: a question. */
  readonly more: string;
}

/** @param text Phrases with commas between them. @returns The phrases, the longest first. */
export function phrases(text: string): readonly string[] {
  return text.split(/,\s*/).sort((a, b) => b.length - a.length);
}

/** @param text Words with blanks between them. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
