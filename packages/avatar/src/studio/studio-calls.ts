import type { Background, Motion } from '@visavis/core';
import type { VideoEncoderModule } from '@visavis/media';
import type { FaceSource } from '../faces/load-face.js';
import type { TimedPhone } from '@visavis/sound';
import type { Instant } from '../mouth/speech-line.js';
import type { LeaseOptions, LiveFrame } from './lease.js';

/** Calls of a drawing thread. A lease is a number that the studio chose. */
export type StudioCalls = {
  /** Loads a face, and resolves once the thread can draw it without delay. */
  warmUp: { argument: FaceSource; result: undefined };
  open: { argument: OpenMessage; result: undefined };
  segment: { argument: SegmentMessage; result: undefined };
  phones: { argument: PhonesMessage; result: undefined };
  draw: { argument: DrawMessage; result: LiveFrame };
  show: { argument: { lease: number; face: FaceSource }; result: undefined };
  forget: { argument: { background: Background }; result: undefined };
  setBitrate: { argument: { lease: number; bitrateBps: number }; result: undefined };
  close: { argument: { lease: number }; result: undefined };
};

export interface OpenMessage extends LeaseOptions {
  readonly lease: number;
  readonly face: FaceSource;
}

/** A segment of speech. It is sent once, before the first frame that needs it. */
export interface SegmentMessage {
  readonly lease: number;
  readonly segment: number;
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
  readonly phones: readonly TimedPhone[];
}

/** More is known of the phones of a segment that was sent before. */
export interface PhonesMessage {
  readonly lease: number;
  readonly segment: number;
  readonly phones: readonly TimedPhone[];
}

export interface DrawMessage {
  readonly lease: number;
  readonly loopFrame: number;
  readonly motion: Motion;
  readonly speech: readonly Instant[];
  readonly forceKeyFrame: boolean;
}

export interface StudioWorkerData {
  readonly encoders: VideoEncoderModule;
}
