import type { WarningCode } from '@visavis/core';
import type { ConversationState } from './conversation-state.js';
import type { JsonObject } from './ports.js';

/** Stages of a reply, ms. `totalMs` runs from its request, or from the user's last sound, to the first packet. */
type ReplyStages = {
  /** From the request to the brain until its first words. */
  readonly replyMs: number;
  /** From the first words until the first sound was synthesised. */
  readonly synthesisMs: number;
  /** From the first sound until its first packet was sent. */
  readonly playoutMs: number;
  readonly totalMs: number;
};

/** How long each stage took, on a monotonic clock; `endpointMs` and `recognitionMs` only where the user has spoken. */
export type StageTimes =
  | ReplyStages
  | (ReplyStages & {
      /** From the end of speech until it was decided to be the end. */
      readonly endpointMs: number;
      /** From that decision until the final transcript. */
      readonly recognitionMs: number;
    });

/** Events of a conversation. Audio times count from the first sample of the microphone. */
export type ConversationEvents = {
  speechStarted: { itemId: string; audioStartMs: number };
  speechStopped: { itemId: string; audioEndMs: number };
  /**
   * An interim transcript; replaced by the next one, and at last by `transcribed`. Not emitted where transcription is
   * off.
   */
  interimTranscribed: { itemId: string; text: string };
  /**
   * Exactly one for each `speechStarted`; empty when nothing was understood, `unclear` where that was speech. Not emitted
   * where transcription is off.
   */
  transcribed: { itemId: string; text: string; unclear: boolean };
  /** The user's words are in the history now; emitted with transcription on or off. */
  turnTaken: { itemId: string; text: string };
  /** `itemId` names the reply's words in the history. */
  replyStarted: { replyId: string; itemId: string };
  replyDelta: { replyId: string; text: string };
  /** The part of the reply heard so far, a few times a second while it sounds. `heardMs` counts sound alone. */
  replyProgress: { replyId: string; itemId: string; text: string; heardMs: number };
  /**
   * What had silenced the reply `resumes` was no turn of the user's: `replyId` has begun, and says the rest of it, from
   * the beginning of the sentence that was cut.
   */
  replyResumed: { replyId: string; itemId: string; resumes: string };
  /**
   * More of a call's arguments, as JSON text; at least one for each call. All deltas of one call make up its arguments.
   * A call without `toolCalled` before its `replyDone` did not take place, and its `callId` is not used again.
   */
  toolCallDelta: { replyId: string; itemId: string; callId: string; name: string; delta: string };
  /**
   * The call is complete, and its tool is to be run. Arguments that could not be read are empty here, with a warning.
   */
  toolCalled: { replyId: string; itemId: string; callId: string; name: string; arguments: JsonObject };
  /**
   * The reply was heard to its end, or up to an interruption; a written reply is complete.
   * `text` is empty for one that was interrupted before its first word, and for one that only called tools.
   */
  replyDone: { replyId: string; itemId: string; text: string; interrupted: boolean; toolCalls: number };
  /** The last packet of the reply was sent. Not emitted for replies without sound: written ones, bare tool calls. */
  audioDone: { replyId: string };
  latency: { replyId: string; stages: StageTimes };
  warning: { code: WarningCode; message: string };
  stateChanged: { from: ConversationState; to: ConversationState };
};
