import type { EarsModel } from '../models/described-model.js';

/** Calls of the process that hears. Sound is mono at `LISTEN_RATE_HZ`, −1…1. */
export type EarsCalls = {
  load: { argument: { model: EarsModel; threads: number }; result: void };
  /** Hears a whole utterance, with a model that does not stream. @returns Its text. */
  decode: { argument: Float32Array; result: string };
  /** Hears more of an utterance, with a model that streams. @returns Its text so far. */
  hear: { argument: { utterance: number; samples: Float32Array }; result: string };
  /** Hears the end of an utterance, with a model that streams. @returns Its text. */
  finish: { argument: { utterance: number; samples: Float32Array }; result: string };
  /** Forgets an utterance whose text is not needed any more. */
  drop: { argument: number; result: void };
};
