import type { EncodedVideoFrame, VideoCodec } from '@visavis/media';
import type { SpeechSegment } from '@visavis/sound';

/** What a live frame is to show. */
export interface PictureRequest {
  /** Frame of the idle loop that lies underneath. */
  readonly position: number;
  /** What is heard at that instant. */
  readonly speech: { readonly segment: SpeechSegment; readonly offsetMs: number } | undefined;
  readonly forceKeyFrame: boolean;
}

export interface LivePicture extends EncodedVideoFrame {
  /** The face looks as in the idle loop again. */
  readonly settled: boolean;
}

/** One speaking face's hold on a drawing thread and an encoder. Frames are predicted from each other: send them all. */
export interface Lease {
  /** @throws {CodedError} When the thread or the encoder failed; the lease is of no more use then. */
  draw(request: PictureRequest): Promise<LivePicture>;
  setBitrate(bitrateBps: number): void;
  /** Idempotent. */
  close(): void;
}

export interface Leases {
  /** The first picture of a lease is a keyframe. */
  open(codec: VideoCodec, bitrateBps: number): Lease;
}
