import type { EarsModel } from '../models/described-model.js';

/** More sound of an utterance, for a model that streams. */
export interface UtterancePiece {
  readonly samples: Float32Array;
  /** Whether the utterance begins here: what was heard under its number before counts no more. */
  readonly begins: boolean;
  /** See {@link Sound.language}. */
  readonly language?: string | undefined;
}

/** A whole utterance. */
export interface Sound {
  readonly samples: Float32Array;
  /** The language that the user is expected to speak, as in `de`; models of several languages find out without it. */
  readonly language?: string | undefined;
}

/** Calls of the process that hears. Sound is mono at `LISTEN_RATE_HZ`, −1…1. */
export type EarsCalls = {
  load: { argument: { model: EarsModel; threads: number }; result: void };
  /** Hears a whole utterance, with a model that does not stream. @returns Its text. */
  decode: { argument: Sound; result: string };
  /** Hears more of an utterance, with a model that streams. @returns Its text so far. */
  hear: { argument: UtterancePiece & { utterance: number }; result: string };
  /** Hears the end of an utterance, with a model that streams. @returns Its text. */
  finish: { argument: UtterancePiece & { utterance: number }; result: string };
  /** Forgets an utterance whose text is not needed any more. */
  drop: { argument: number; result: void };
};
