import type { Logger } from '@visavis/core';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';

/** Media time: one audio packet every 20 ms, one video frame every second packet. */
export const AUDIO_FRAME_MS = 20;
export const VIDEO_FRAME_MS = 40;
/** Samples in one audio frame at `PLAYOUT_RATE_HZ`. */
export const AUDIO_FRAME_SAMPLES = (PLAYOUT_RATE_HZ * AUDIO_FRAME_MS) / 1000;

export type VideoCodec = 'vp8' | 'h264';

/** Planar YUV 4:2:0, BT.601 limited range: `width*height` luma bytes, then two chroma planes of a quarter each. */
export interface I420Frame {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** One compressed picture: a VP8 frame (RFC 6386) or an H.264 access unit in Annex B form. */
export interface EncodedVideoFrame {
  readonly data: Uint8Array;
  readonly keyFrame: boolean;
}

/** Compresses one stream of pictures. One call at a time; the owner closes it. */
export interface VideoEncoder {
  /** @param forceKeyFrame Makes this frame decodable on its own. */
  encode(frame: I420Frame, forceKeyFrame: boolean): EncodedVideoFrame | Promise<EncodedVideoFrame>;
  /** Takes effect with the next frame. May cost a keyframe where the codec's library cannot change its rate live. */
  setBitrate(bitrateBps: number): void;
  close(): void;
}

export interface VideoEncoderOptions {
  codec: VideoCodec;
  width: number;
  height: number;
  framesPerSecond: number;
  bitrateBps: number;
  /** How large a keyframe may be. Smaller ones arrive sooner and look worse. @defaultValue what fits 100 ms */
  keyFrameBytes?: number;
}

export type CreateVideoEncoder = (options: VideoEncoderOptions) => VideoEncoder;

/** Where worker threads find a {@link CreateVideoEncoder}: encoders cannot be sent to a thread. */
export interface VideoEncoderModule {
  /** Of a module that exports `createVideoEncoder`, and nothing that loads an audio codec. */
  readonly url: string;
  /** Names the encoders with their settings: what was compressed under another id is compressed again. */
  readonly id: string;
}

/** Compresses 20 ms frames of speech to Opus (RFC 6716). */
export interface AudioEncoder {
  /** @param samples {@link AUDIO_FRAME_SAMPLES} mono samples at 48 kHz. @returns One Opus packet; the caller owns it. */
  encode(samples: Int16Array): Uint8Array;
  close(): void;
}

/** Turns keyframes of a viewer's camera into pictures. */
export interface PictureDecoder {
  /** @returns `undefined` when the frame is broken, or when too many wait already. Never rejects. */
  toJpeg(codec: VideoCodec, frame: Uint8Array): Promise<CameraPicture | undefined>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** The codecs that sessions use, as a package of codecs provides them. */
export interface MediaCodecs {
  createAudioEncoder(): AudioEncoder;
  /** Costs nothing before its first picture. The caller closes it. */
  openPictureDecoder(logger: Logger): PictureDecoder;
}

/** What the face needs to know about the sound: which instant of which segment is heard `aheadMs` after the present tick. */
export interface PlayoutView {
  /** @returns `undefined` where there will be silence. */
  at(aheadMs: number): { readonly segment: SpeechSegment; readonly offsetMs: number } | undefined;
  /** Something is being heard or waits to be. */
  readonly busy: boolean;
}

/** Where a session's pictures come from. Driven by the media clock, one call per {@link VIDEO_FRAME_MS}. */
export interface VideoSource {
  /** Called once, when the codec is known, before the first `nextFrame`. May be called again after a renegotiation. */
  start(codec: VideoCodec): void;
  /** @returns The picture to send now; `undefined` repeats the last one by sending nothing. The first one is a keyframe. */
  nextFrame(): EncodedVideoFrame | undefined;
  /** The viewer cannot decode (PLI or FIR): a keyframe comes as soon as one can. */
  requestKeyFrame(): void;
  /** What the network can take for video now. */
  setBitrate(bitrateBps: number): void;
  close(): void;
}

/** A picture of the viewer's camera, upright as it was sent, at most 640 pixels in the longer direction. */
export interface CameraPicture {
  readonly mime: 'image/jpeg';
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export type TransportState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

export interface SessionDescription {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

/** As W3C RTCIceCandidateInit. */
export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
}
