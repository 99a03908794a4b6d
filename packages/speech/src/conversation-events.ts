import type { WarningCode } from '@visavis/core';
import type { ConversationState } from './conversation-state.js';
import type { JsonObject } from './ports.js';

/** Stages of a reply, ms. `totalMs` runs from asking for it, or from the user's last sound, to the first packet. */
type ReplyStages = {
  /** From asking the brain until its first words. */
  readonly replyMs: number;
  /** From those until the first sound was made. */
  readonly synthesisMs: number;
  /** From that until its first packet left. */
  readonly playoutMs: number;
  readonly totalMs: number;
};

/** How long each stage took, on a monotonic clock; the first two only where the user has spoken. */
export type StageTimes =
  | ReplyStages
  | (ReplyStages & {
      /** From the end of speech until it was decided to be the end. */
      readonly endpointMs: number;
      /** From that decision until the final transcript. */
      readonly recognitionMs: number;
    });

/** What happens in a conversation. Audio times count from the first sample of the microphone. */
export type ConversationEvents = {
  speechStarted: { itemId: string; audioStartMs: number };
  speechStopped: { itemId: string; audioEndMs: number };
  /** A guess; replaced by the next one, and at last by `transcribed`. Not told where transcription is off. */
  interimTranscribed: { itemId: string; text: string };
  /** Exactly one for each `speechStarted`; empty when nothing was understood. Not told where transcription is off. */
  transcribed: { itemId: string; text: string };
  /** What the user said is in the history now; told with transcription on or off. */
  turnTaken: { itemId: string; text: string };
  /** `itemId`: of the reply's words in the history. */
  replyStarted: { replyId: string; itemId: string };
  replyDelta: { replyId: string; text: string };
  /** A few times a second while the reply sounds: what was heard of it so far. `heardMs` counts sound alone. */
  replyProgress: { replyId: string; itemId: string; text: string; heardMs: number };
  /**
   * More of a call's arguments, as JSON text; at least one for each call. All deltas of one call make up its arguments.
   * A call that is not `toolCalled` before its `replyDone` was not made, and its `callId` is not used again.
   */
  toolCallDelta: { replyId: string; itemId: string; callId: string; name: string; delta: string };
  /** The call is complete and wants its tool run. Arguments that could not be read are empty here, with a warning. */
  toolCalled: { replyId: string; itemId: string; callId: string; name: string; arguments: JsonObject };
  /**
   * When all was heard, or as much as was heard before the interruption; a written reply when it is complete.
   * `text` is empty for one that was interrupted before its first word, and for one that only called tools.
   */
  replyDone: { replyId: string; itemId: string; text: string; interrupted: boolean; toolCalls: number };
  /** The last packet of the reply was sent. Not told of replies that had no sound to make: written ones, bare tool calls. */
  audioDone: { replyId: string };
  latency: { replyId: string; stages: StageTimes };
  warning: { code: WarningCode; message: string };
  stateChanged: { from: ConversationState; to: ConversationState };
};
