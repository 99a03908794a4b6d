import type { Expression, WarningCode } from '@visavis/core';
import type { SpeechSegment, TimedPhone } from '@visavis/sound';
import type { Engine, EngineInfo } from './engine.js';

/** Samples of one frame of listening: 32 ms at `LISTEN_RATE_HZ`, what the neural detector takes. */
export const LISTEN_FRAME_SAMPLES = 512;

/** Voice activity detection for one session: receives its frames in order and keeps its state. */
export interface VoiceActivityStream {
  /** @param frame {@link LISTEN_FRAME_SAMPLES} samples, −1…1. @returns Probability that the frame holds speech, 0…1. */
  push(frame: Float32Array): Promise<number>;
  close(): void;
}

/** Detects speech. Loaded once per process, shared by all sessions. */
export interface VoiceActivityDetector extends Engine {
  open(): VoiceActivityStream;
}

/** Stands in a transcript for speech that was not understood. */
export const NOT_UNDERSTOOD = '…';

/** The text recognised of one utterance, which will not change. */
export interface FinalTranscript {
  /** The text; empty when nothing was said. A recogniser that knows what it missed writes {@link NOT_UNDERSTOOD} for it. */
  readonly text: string;
  /** Share of the speech that was understood, 0…1; absent when the recogniser does not know. */
  readonly confidence?: number;
}

/** Where a speaker is in a phrase: at its end, where no longer one begins with it, or within it. */
export type PhrasePosition = 'whole' | 'beginning';

/** Recognition of one utterance, running while the user speaks. */
export interface RecognitionStream {
  /** @param samples Mono at `LISTEN_RATE_HZ`, −1…1, any length. Never blocks; the audio is kept until recognised. */
  write(samples: Float32Array): void;
  /** The newest interim transcript; `undefined` until there is one. */
  readonly interim: string | undefined;
  /**
   * Where the interim transcript ends in the phrases that the recogniser expects: the silence that ends the turn is shorter
   * behind a whole one, and longer within one. @defaultValue it expects none, or the interim transcript is none of them
   */
  readonly phrase?: PhrasePosition | undefined;
  /**
   * Whether the recogniser hears that the user has finished, from words and melody: the turn then ends before the silence
   * that is waited for otherwise. It becomes `false` again when the user goes on. @defaultValue the recogniser does not judge
   */
  readonly turnEnded?: boolean;
  /** Called when the user has finished. @throws {CodedError} `provider.*`, or the signal's reason when aborted. */
  finish(): Promise<FinalTranscript>;
  /** Abandons the recognition; idempotent, also after `finish`. */
  close(): void;
}

/** What is known of an utterance before it is heard. */
export interface Expected {
  /** The language the user is expected to speak, BCP 47. @defaultValue English */
  readonly language?: string;
  /**
   * Functions that the user may ask for. A recogniser with a closed vocabulary understands the examples in their
   * descriptions. The same list stands for the same tools.
   */
  readonly tools?: readonly Tool[];
}

/** Turns utterances into text while they are spoken. Loaded once per process, shared by all sessions. */
export interface SpeechRecognizer extends Engine {
  /** `closed`: understands only the phrases it was configured for; `open`: any. Clients show it to users. */
  readonly vocabulary: 'closed' | 'open';
  open(expected?: Expected): RecognitionStream;
}

/** What a conversation uses of its recogniser. */
export interface UsedRecognizer extends Pick<SpeechRecognizer, 'open'> {
  /** Whether there are interim transcripts. */
  readonly info: Pick<EngineInfo, 'streams'>;
}

/** A message of the conversation in plain text. */
export interface ChatMessage {
  /** `system` marks information that counts from here on and was spoken by neither side. */
  readonly role: 'user' | 'assistant' | 'system';
  readonly text: string;
}

/** A parsed JSON object whose members are not known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The brain has called a tool. */
export interface ToolCallMessage {
  readonly role: 'toolCall';
  /** Identifies the call to the client that runs the tool; unique in the conversation. */
  readonly callId: string;
  readonly name: string;
  readonly arguments: JsonObject;
}

/** The output that a tool returned. */
export interface ToolOutputMessage {
  readonly role: 'toolOutput';
  readonly callId: string;
  /** JSON or plain text, as the tool wrote it. */
  readonly output: string;
}

/** One entry of a conversation's history. */
export type HistoryMessage = ChatMessage | ToolCallMessage | ToolOutputMessage;

/** A function of the client that the brain may call. */
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
  /** The media type, for example `image/jpeg`. */
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/** All that a brain receives to think of one reply. */
export interface ReplyRequest {
  /**
   * The history, oldest first. Every tool call is followed by its output before the user or the face speaks again, or
   * by a stand-in where none has come. Empty for a greeting.
   */
  readonly history: readonly HistoryMessage[];
  /** The language of the conversation, BCP 47. @defaultValue English */
  readonly language?: string;
  readonly instructions?: string;
  readonly temperature?: number;
  /** Upper limit of the reply's length, in tokens. */
  readonly maxTokens?: number;
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  /** The latest pictures that the user has shown, oldest first; at most two. */
  readonly pictures?: readonly ShownPicture[];
  /** Whether the newest picture came after everything that was said: the reply is to be about it. */
  readonly asksAboutPicture?: boolean;
}

/**
 * A piece of a reply, as it comes. Text and calls may alternate; several calls may be under way at once. A `callId`
 * identifies a call within the reply; an id that another call of the conversation has had is replaced.
 */
export type ReplyPart =
  | {
      readonly type: 'text';
      readonly text: string;
      /**
       * Whether it is said because something failed. It is heard and shown, but not kept in the history: a model that
       * reads its own apologies repeats them.
       */
      readonly apology?: true;
    }
  /** More of a call's arguments, as JSON text; all deltas of a call make up its whole arguments. */
  | { readonly type: 'toolCallDelta'; readonly callId: string; readonly name: string; readonly delta: string }
  /** The call is complete. */
  | { readonly type: 'toolCall'; readonly callId: string; readonly name: string; readonly arguments: JsonObject }
  /** The words of the reply so far were not meant for the user: what is left of them is not said, nor kept. */
  | { readonly type: 'retracted' }
  /** The reply goes on, but not quite as requested. */
  | { readonly type: 'warning'; readonly code: WarningCode; readonly message: string };

/** Turns a conversation into the text of the answer, in pieces as it is generated. */
export interface Brain extends Engine {
  /** A name of the brain for users, who should know what answers them. */
  readonly label: string;
  /** Whether it looks at `pictures`. May become false when the model behind it turns out to reject them. */
  readonly sees: boolean;
  /** Settings that have no effect on it; a client that sets one receives a warning. @defaultValue none */
  readonly ignores?: readonly ('instructions' | 'temperature' | 'maxTokens')[];
  /** Whether it may do more than answer when it is asked: it is never asked on a guess. @defaultValue false */
  readonly acts?: boolean;
  /** @throws {CodedError} `provider.*`, or the signal's reason when aborted. */
  reply(request: ReplyRequest, options: { signal: AbortSignal }): AsyncIterable<ReplyPart>;
}

/** How one sentence is to be spoken. */
export interface SynthesisOptions {
  /** One of the synthesiser's `voices`; any other name is mapped to one of them, never refused. */
  readonly voice?: string;
  /** The language of the text, BCP 47. @defaultValue English */
  readonly language?: string;
  readonly signal: AbortSignal;
}

/** Turns one sentence at a time into sound. */
export interface Synthesizer extends Engine {
  readonly voices: readonly string[];
  /**
   * @returns The sound, in one segment or in pieces of any length, each as soon as it is ready.
   * @throws {CodedError} `provider.*`, `worker.died`, or the signal's reason when aborted.
   */
  synthesize(text: string, options: SynthesisOptions): AsyncIterable<SpeechSegment>;
}

/** What is known of speech before its sounds are found. */
export interface AlignmentOptions {
  /** The text that is spoken; absent where it is not known. */
  readonly text?: string;
  /** BCP 47. @defaultValue English */
  readonly language?: string;
}

/** One stretch of speech whose sounds are being found, while it waits to be heard or sounds already. */
export interface AlignmentStream {
  /** @param samples Mono at `PLAYOUT_RATE_HZ`, any length, kept and not changed. Never blocks. */
  write(samples: Int16Array): void;
  /** No more sound comes. */
  end(): void;
  /**
   * The phones found so far, from the beginning of the stretch without a gap: another list after each change. More are
   * added, and the last ones may change. Empty as long as none were found, and where none can be.
   */
  readonly phones: readonly TimedPhone[];
  /** Ends the search; what was found stays. Idempotent. */
  close(): void;
}

/** Finds when the sounds of speech are heard where its voice does not report it. Loaded once per process, shared by all. */
export interface Aligner extends Engine {
  open(options?: AlignmentOptions): AlignmentStream;
}

/** How far one segment passed to a {@link SpeechOutput} has been heard. */
export interface Heard {
  readonly segment: SpeechSegment;
  /** 0…duration of the segment. */
  readonly heardMs: number;
}

/** The session's playout, as the turn sees it. Implemented over the media package's playout queue. */
export interface SpeechOutput {
  /**
   * Queues a segment behind the others.
   *
   * @param expression What the face expresses while it sounds; absent where its words ask for none.
   * @returns A promise that resolves when its last packet was sent, or it was interrupted.
   */
  play(segment: SpeechSegment, expression?: Expression): Promise<void>;
  /**
   * Drops queued segments and fades the sounding one within one packet.
   *
   * @returns How far each segment since the queue was last empty was heard.
   */
  interrupt(): readonly Heard[];
  /** Whether a segment sounds or is queued. */
  readonly busy: boolean;
  /**
   * Reports the samples just sent, so that echo can be distinguished from the user's voice: mono at `PLAYOUT_RATE_HZ`, in
   * an array that may be reused.
   */
  readonly onSent: (listener: (samples: Int16Array) => void) => () => void;
}
