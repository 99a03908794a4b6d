import type { VoiceModel } from '../models/described-model.js';

/** Calls of the process that speaks, one text at a time. */
export type VoiceCalls = {
  load: { argument: { model: VoiceModel; threads: number }; result: void };
  /** @returns The sound, mono at `PLAYOUT_RATE_HZ`; its beginning, or nothing, where it was stopped. */
  speak: { argument: { id: number; text: string; speaker: number }; result: Int16Array };
  /** Stops a text that is being spoken, at the end of a sentence: nothing in native code is finer. */
  stop: { argument: number; result: void };
};
