import type { SpeechSegment } from '@visavis/media';

/** Rate of everything that listens. The boundary resamples the microphone to it. */
export const LISTEN_RATE_HZ = 16_000;
/** Samples of one frame of listening: 32 ms at {@link LISTEN_RATE_HZ}, what the neural detector takes. */
export const LISTEN_FRAME_SAMPLES = 512;

/** One session's voice activity: frames in order, state inside. */
export interface VoiceActivityStream {
  /** @param frame {@link LISTEN_FRAME_SAMPLES} samples, −1…1. @returns Probability that the frame holds speech, 0…1. */
  push(frame: Float32Array): Promise<number>;
  close(): void;
}

/** Loaded once per process, shared by all sessions. */
export interface VoiceActivityDetector {
  open(): VoiceActivityStream;
  close(): Promise<void>;
}

export interface Transcript {
  /** Empty when nothing was said. A recogniser that knows what it missed writes `…` for it. */
  readonly text: string;
  /** Share of the speech that was understood, 0…1; absent when the recogniser cannot tell. */
  readonly confidence?: number;
}

/** Recognition of one utterance, running while the user speaks. */
export interface RecognitionStream {
  /** @param samples Mono at {@link LISTEN_RATE_HZ}, −1…1, any length. Never blocks; the audio is kept until recognised. */
  write(samples: Float32Array): void;
  /** Newest guess while speaking; `undefined` until there is one. */
  readonly interim: string | undefined;
  /** The user has finished. @throws {CodedError} `provider.*`, or the signal's reason when aborted. */
  finish(): Promise<Transcript>;
  /** Gives up; idempotent, also after `finish`. */
  close(): void;
}

export interface SpeechRecognizer {
  /** What it can understand: only what it was configured for, or anything. Shown to users honestly. */
  readonly vocabulary: 'closed' | 'open';
  open(): RecognitionStream;
  close(): Promise<void>;
}

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface ReplyRequest {
  /** Oldest first; the last one is what is to be answered. Empty for a greeting. */
  readonly history: readonly ChatMessage[];
  readonly instructions?: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
}

/** Thinks: turns a conversation into the text of the answer, as it comes. */
export interface Brain {
  /** Shown to users: what answers here. */
  readonly label: string;
  /** @throws {CodedError} `provider.*`, or the signal's reason when aborted. */
  reply(request: ReplyRequest, options: { signal: AbortSignal }): AsyncIterable<string>;
}

/** Speaks: one sentence in, its sound out. */
export interface Synthesizer {
  readonly voices: readonly string[];
  /** @param voice One of `voices`; any other name is mapped to one of them, never refused. */
  synthesize(text: string, options: { voice?: string; signal: AbortSignal }): AsyncIterable<SpeechSegment>;
  close(): Promise<void>;
}

/** How far one segment given to a {@link SpeechOutput} has been heard. */
export interface Heard {
  readonly segment: SpeechSegment;
  /** 0…duration of the segment. */
  readonly heardMs: number;
}

/** The session's mouth and loudspeaker, as the turn sees it. Implemented over the media package's playout queue. */
export interface SpeechOutput {
  /** Queues a segment behind the others. @returns Resolves when its last packet was sent, or it was interrupted. */
  play(segment: SpeechSegment): Promise<void>;
  /** Drops what waits and fades what sounds within one packet. @returns What was heard of each segment since the queue was last empty. */
  interrupt(): readonly Heard[];
  /** Something is being heard or waits to be. */
  readonly busy: boolean;
  /** What was sent in the latest past, for telling the user's voice from the loudspeaker's: mono at {@link LISTEN_RATE_HZ}. */
  readonly onSent: (listener: (samples: Float32Array) => void) => () => void;
}
