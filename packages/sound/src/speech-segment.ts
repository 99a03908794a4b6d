/** One sound of speech and when it ends. `phone` is ARPAbet in lower case without stress, `pau` for silence. */
export interface TimedPhone {
  readonly phone: string;
  /** Counted from the start of the segment. */
  readonly endMs: number;
}

/** One word of the text that a voice was given, and when it sounds. */
export interface TimedWord {
  /** Its first character in that text, in UTF-16 units. */
  readonly from: number;
  /** The character behind its last one. Punctuation may be part of it or not. */
  readonly to: number;
  /** Counted from the start of the segment that carries it: below 0 for what sounded in a segment before. */
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * A stretch of speech ready to be heard: a sentence, a clause, or any piece of one. The segments of one text follow each
 * other without a gap.
 */
export interface SpeechSegment {
  /** Mono at `PLAYOUT_RATE_HZ`. None where only the times of words have come, after their sound. */
  readonly samples: Int16Array;
  /** The next part of the text that ends with this segment; empty for a piece whose words are not known, or that ends none. */
  readonly text: string;
  /** Ascending by `endMs`; absent when the synthesiser does not know. */
  readonly phones?: readonly TimedPhone[];
  /** The words that this segment completes, and earlier ones whose times came late. Absent when the synthesiser does not know. */
  readonly words?: readonly TimedWord[];
}
