import type { Motion } from '@visavis/core';
import type { EncodedVideoFrame, VideoCodec } from '@visavis/media';
import type { SpeechSegment } from '@visavis/sound';
import type { FaceSource } from '../faces/load-face.js';

/** A segment of speech and an instant of it. */
export interface SpeechInstant {
  readonly segment: SpeechSegment;
  /** From the start of the segment, ms; below 0 before it begins. */
  readonly offsetMs: number;
}

/** The content of a live frame. */
export interface LiveFrameRequest {
  /** Number of the idle loop's frame that lies underneath. */
  readonly loopFrame: number;
  /** How the silent face is to move there, and what it is to express. */
  readonly motion: Motion;
  /** The speech heard at that instant, and that heard soon, for which the mouth prepares, in its order. */
  readonly speech: readonly SpeechInstant[];
  readonly forceKeyFrame: boolean;
}

export interface LiveFrame extends EncodedVideoFrame {
  /** Whether the face looks as in the loop of the requested motion. */
  readonly settled: boolean;
  /** On a narrow link a picture is shown for so many frames. */
  readonly every: number;
}

/** One live face's hold on a drawing thread and an encoder. Frames are predicted from each other: send them all. */
export interface Lease {
  /** @throws {CodedError} When the thread or the encoder failed; the lease cannot be used any more. */
  draw(request: LiveFrameRequest): Promise<LiveFrame>;
  /** Shows another face, or the same before another background, from the next frame on for which it is loaded. */
  show(face: FaceSource): void;
  setBitrate(bitrateBps: number): void;
  /** Idempotent. */
  close(): void;
}

export interface LeaseOptions {
  readonly codec: VideoCodec;
  readonly bitrateBps: number;
  /** Motion of the loop that was shown before. */
  readonly motion: Motion;
}

export interface Leases {
  /** Whether there is room for faces that do not speak: those that do are never refused. */
  readonly room: boolean;
  /** Opens a lease, whose first frame is a keyframe. */
  open(options: LeaseOptions): Lease;
}
