import type { ErrorCode } from '@visavis/core';
import type { ConversationState } from './conversation-state.js';

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
  /** A guess; replaced by the next one, and at last by `transcribed`. */
  interimTranscribed: { itemId: string; text: string };
  /** Exactly one for each `speechStarted`; empty when nothing was understood. */
  transcribed: { itemId: string; text: string };
  replyStarted: { replyId: string };
  replyDelta: { replyId: string; text: string };
  /** When all was heard, or as much as was heard before the interruption. */
  replyDone: { replyId: string; text: string; interrupted: boolean };
  /** The last packet of the reply was sent. */
  audioDone: { replyId: string };
  latency: { replyId: string; stages: StageTimes };
  warning: { code: ErrorCode; message: string };
  stateChanged: { from: ConversationState; to: ConversationState };
};
