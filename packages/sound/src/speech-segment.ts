/** One sound of speech and when it ends. `phone` is ARPAbet in lower case without stress, `pau` for silence. */
export interface TimedPhone {
  readonly phone: string;
  /** Counted from the start of the segment. */
  readonly endMs: number;
}

/** A stretch of speech ready to be heard, usually a sentence. */
export interface SpeechSegment {
  /** Mono at `PLAYOUT_RATE_HZ`. */
  readonly samples: Int16Array;
  readonly text: string;
  /** Ascending by `endMs`; absent when the synthesiser cannot tell. */
  readonly phones?: readonly TimedPhone[];
}
