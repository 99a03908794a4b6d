import type { WarningCode } from '@visavis/core';
import type { SpeechSegment } from '@visavis/sound';
import type { Engine } from './engine.js';

/** Samples of one frame of listening: 32 ms at `LISTEN_RATE_HZ`, what the neural detector takes. */
export const LISTEN_FRAME_SAMPLES = 512;

/** One session's voice activity: frames in order, state inside. */
export interface VoiceActivityStream {
  /** @param frame {@link LISTEN_FRAME_SAMPLES} samples, −1…1. @returns Probability that the frame holds speech, 0…1. */
  push(frame: Float32Array): Promise<number>;
  close(): void;
}

/** Loaded once per process, shared by all sessions. */
export interface VoiceActivityDetector extends Engine {
  open(): VoiceActivityStream;
}

export interface FinalTranscript {
  /** Empty when nothing was said. A recogniser that knows what it missed writes `…` for it. */
  readonly text: string;
  /** Share of the speech that was understood, 0…1; absent when the recogniser cannot tell. */
  readonly confidence?: number;
}

/** Recognition of one utterance, running while the user speaks. */
export interface RecognitionStream {
  /** @param samples Mono at `LISTEN_RATE_HZ`, −1…1, any length. Never blocks; the audio is kept until recognised. */
  write(samples: Float32Array): void;
  /** Newest guess while speaking; `undefined` until there is one. */
  readonly interim: string | undefined;
  /** The user has finished. @throws {CodedError} `provider.*`, or the signal's reason when aborted. */
  finish(): Promise<FinalTranscript>;
  /** Gives up; idempotent, also after `finish`. */
  close(): void;
}

export interface SpeechRecognizer extends Engine {
  /** What it can understand: only what it was configured for, or anything. Shown to users honestly. */
  readonly vocabulary: 'closed' | 'open';
  /** @param options `language`: what the user is expected to speak, BCP 47. @defaultValue English */
  open(options?: { language?: string }): RecognitionStream;
}

export interface ChatMessage {
  /** `system`: something to be known from here on, said by nobody. */
  readonly role: 'user' | 'assistant' | 'system';
  readonly text: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** The brain has called a tool. */
export interface ToolCallMessage {
  readonly role: 'toolCall';
  /** Names the call to whoever runs the tool; once per conversation. */
  readonly callId: string;
  readonly name: string;
  readonly arguments: JsonObject;
}

/** What the tool gave back. */
export interface ToolOutputMessage {
  readonly role: 'toolOutput';
  readonly callId: string;
  /** JSON or plain text, as the tool wrote it. */
  readonly output: string;
}

/** One entry of a conversation's history. */
export type HistoryMessage = ChatMessage | ToolCallMessage | ToolOutputMessage;

/** Something that the client can do, for the brain to call. */
export interface Tool {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments, of type `object`. */
  readonly parameters: JsonObject;
}

/** Whether the brain may, must not, or must call a tool, or which one. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** A still picture that the user shows. */
export interface ShownPicture {
  /** As in `image/jpeg`. */
  readonly mime: string;
  readonly bytes: Uint8Array;
}

export interface ReplyRequest {
  /**
   * Oldest first. Every tool call is followed by its output before anybody speaks again, or by a stand-in where none
   * has come. Empty for a greeting.
   */
  readonly history: readonly HistoryMessage[];
  /** What the conversation is held in, BCP 47. @defaultValue English */
  readonly language?: string;
  readonly instructions?: string;
  readonly temperature?: number;
  /** Upper limit of the reply's length, in tokens. */
  readonly maxTokens?: number;
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  /** What the user has shown lately, oldest first; at most two. */
  readonly pictures?: readonly ShownPicture[];
  /** The newest picture came after everything that was said: the reply is to be about it. */
  readonly asksAboutPicture?: boolean;
}

/**
 * A piece of a reply, as it comes. Text and calls may take turns; several calls may be under way at once. A `callId` is
 * the brain's name of a call within the reply: one that another call of the conversation has had is replaced.
 */
export type ReplyPart =
  | { readonly type: 'text'; readonly text: string }
  /** More of a call's arguments, as JSON text; all deltas of a call make up its whole arguments. */
  | { readonly type: 'toolCallDelta'; readonly callId: string; readonly name: string; readonly delta: string }
  /** The call is complete. */
  | { readonly type: 'toolCall'; readonly callId: string; readonly name: string; readonly arguments: JsonObject }
  /** The reply goes on, but not quite as asked. */
  | { readonly type: 'warning'; readonly code: WarningCode; readonly message: string };

/** Thinks: turns a conversation into the text of the answer, as it comes. */
export interface Brain extends Engine {
  /** Shown to users: what answers here. */
  readonly label: string;
  /** Whether it looks at `pictures`. May become false when the model behind it turns out to be blind. */
  readonly sees: boolean;
  /** Settings that have no effect on it; whoever sets one is told. @defaultValue none */
  readonly ignores?: readonly ('instructions' | 'temperature' | 'maxTokens')[];
  /** @throws {CodedError} `provider.*`, or the signal's reason when aborted. */
  reply(request: ReplyRequest, options: { signal: AbortSignal }): AsyncIterable<ReplyPart>;
}

export interface SynthesisOptions {
  /** One of the synthesiser's `voices`; any other name is mapped to one of them, never refused. */
  readonly voice?: string;
  /** What the text is written in, BCP 47. @defaultValue English */
  readonly language?: string;
  readonly signal: AbortSignal;
}

/** Speaks: one sentence in, its sound out. */
export interface Synthesizer extends Engine {
  readonly voices: readonly string[];
  /**
   * @returns The sound, in one segment or in pieces of any length, each as soon as it is made.
   * @throws {CodedError} `provider.*`, `worker.died`, or the signal's reason when aborted.
   */
  synthesize(text: string, options: SynthesisOptions): AsyncIterable<SpeechSegment>;
}

/** How far one segment given to a {@link SpeechOutput} has been heard. */
export interface Heard {
  readonly segment: SpeechSegment;
  /** 0…duration of the segment. */
  readonly heardMs: number;
}

/** The session's playout, as the turn sees it. Implemented over the media package's playout queue. */
export interface SpeechOutput {
  /** Queues a segment behind the others. @returns Resolves when its last packet was sent, or it was interrupted. */
  play(segment: SpeechSegment): Promise<void>;
  /** Drops what waits and fades what sounds within one packet. @returns What was heard of each segment since the queue was last empty. */
  interrupt(): readonly Heard[];
  /** Something is being heard or waits to be. */
  readonly busy: boolean;
  /** What was sent in the latest past, for telling the user's voice from the loudspeaker's: mono at `LISTEN_RATE_HZ`. */
  readonly onSent: (listener: (samples: Float32Array) => void) => () => void;
}
