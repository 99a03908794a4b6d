/** One sound of speech and when it ends. `phone` is ARPAbet in lower case without stress, `pau` for silence. */
export interface TimedPhone {
  readonly phone: string;
  /** Counted from the start of the segment. */
  readonly endMs: number;
}

/** One word of the text that a voice speaks, and when it sounds. */
export interface TimedWord {
  /** Offset of the word's first character in that text, in UTF-16 units. */
  readonly from: number;
  /** Offset behind the word's last character, in UTF-16 units. Punctuation may belong to the word or not. */
  readonly to: number;
  /**
   * Counted from the start of the segment that carries the word: below 0 for a word that began in an earlier segment.
   */
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * A stretch of speech ready to be heard: a sentence, a clause, or any piece of one. The segments of one text follow each
 * other without a gap.
 */
export interface SpeechSegment {
  /** Mono at `PLAYOUT_RATE_HZ`. Empty when the segment brings only the times of words that have sounded already. */
  readonly samples: Int16Array;
  /**
   * The part of the text that ends with this segment; empty for a piece that completes no word, or whose words are not
   * known.
   */
  readonly text: string;
  /**
   * Phones in ascending order of `endMs`; absent when the synthesiser does not report them. Where they are found by
   * listening, another list takes the place of this one while the segment waits or sounds; they may cover its beginning
   * only, and `endMs` of the last one is how far they are known.
   */
  readonly phones?: readonly TimedPhone[];
  /**
   * The words that this segment completes, and earlier ones whose times came late. Absent when the synthesiser does not
   * report them.
   */
  readonly words?: readonly TimedWord[];
}
