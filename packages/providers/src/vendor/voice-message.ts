import type { HeardWord } from '../voice/character-words.js';

/** The times of one character or sound, ms. */
export interface TimedText {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** One sound of the IPA, and when it begins and ends, ms from the start of the sentence. */
export interface HeardSound {
  readonly text: string;
  readonly startMs: number;
  /** Absent for one that lasts until the next sound, or until the end of the sentence. */
  readonly endMs?: number;
}

/** One message of a voice, as far as it is understood. */
export interface VoiceMessage {
  /** Which sentence it belongs to; absent for one that belongs to all. */
  readonly contextId?: string | undefined;
  /** 16-bit PCM of the voice's rate, little-endian. */
  readonly sound?: Uint8Array | undefined;
  /** Times count from the start of this message's sound. */
  readonly characters?: readonly TimedText[];
  /** Times count from the start of the sentence. */
  readonly words?: readonly HeardWord[];
  readonly phones?: readonly HeardSound[];
  /** The sentence is complete. */
  readonly isLast?: boolean;
  /** The vendor does not say the sentence; its own code or status, without its prose. */
  readonly refusal?: string;
}
