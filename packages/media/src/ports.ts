import type { Background, Expression, Logger, Motion } from '@visavis/core';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';

/** Duration of one audio frame, ms. Each is one RTP packet. */
export const AUDIO_FRAME_MS = 20;
/** Duration of one video frame, ms: one with every second audio frame. */
export const VIDEO_FRAME_MS = 40;
/** One channel of speech as Opus at this rate is transparent to most listeners. */
export const AUDIO_BITRATE_BPS = 32_000;
/** Samples in one audio frame at `PLAYOUT_RATE_HZ`. */
export const AUDIO_FRAME_SAMPLES = (PLAYOUT_RATE_HZ * AUDIO_FRAME_MS) / 1000;

/** Codecs of the video that the server sends, and of cameras that it reads. */
export type VideoCodec = 'vp8' | 'h264';

/** Planar YUV 4:2:0, BT.601 limited range: `width*height` luma bytes, then two chroma planes of a quarter each. */
export interface I420Frame {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** One encoded video frame: a VP8 frame (RFC 6386) or an H.264 access unit in Annex B form. */
export interface EncodedVideoFrame {
  readonly data: Uint8Array;
  readonly keyFrame: boolean;
}

/** Encodes one stream of video. One call at a time; the owner closes it. */
export interface VideoEncoder {
  /** @param forceKeyFrame Encodes this frame as a keyframe. */
  encode(frame: I420Frame, forceKeyFrame: boolean): EncodedVideoFrame | Promise<EncodedVideoFrame>;
  /** Takes effect with the next frame. @param framesPerSecond From now on; unchanged when absent. */
  setBitrate(bitrateBps: number, framesPerSecond?: number): void;
  close(): void;
}

/** Options of a {@link VideoEncoder}: size in pixels, and rates. */
export interface VideoEncoderOptions {
  codec: VideoCodec;
  width: number;
  height: number;
  framesPerSecond: number;
  bitrateBps: number;
}

/** Opens an encoder. @throws {Error} When the codec cannot be opened. */
export type CreateVideoEncoder = (options: VideoEncoderOptions) => VideoEncoder;

/** The module from which worker threads load a {@link CreateVideoEncoder}: a function cannot be sent to a thread. */
export interface VideoEncoderModule {
  /** Address of a module that exports `createVideoEncoder` and loads no audio codec. */
  readonly url: string;
  /** Identifies the encoders and their settings: video that was encoded under another id is encoded again. */
  readonly id: string;
}

/** Encodes 20 ms frames of speech as Opus (RFC 6716). */
export interface AudioEncoder {
  /** @param samples {@link AUDIO_FRAME_SAMPLES} mono samples at 48 kHz. @returns One Opus packet; the caller owns it. */
  encode(samples: Int16Array): Uint8Array;
  /** Takes effect with the next frame. */
  setBitrate(bitrateBps: number): void;
  close(): void;
}

/** Decodes keyframes of a viewer's camera into pictures. */
export interface PictureDecoder {
  /**
   * @returns `undefined` when the frame is broken, or when too many wait already; `fatal` when it has ended the decoder,
   * which costs the pictures of others too. Never rejects.
   */
  toJpeg(codec: VideoCodec, frame: Uint8Array): Promise<CameraPicture | 'fatal' | undefined>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** The codecs that sessions use: the port that a package of codecs implements. */
export interface MediaCodecs {
  createAudioEncoder(): AudioEncoder;
  /** Opens the decoder of cameras, which costs nothing before its first frame. The caller closes it. */
  openPictureDecoder(logger: Logger): PictureDecoder;
}

/** An instant of speech. */
export interface SpokenInstant {
  readonly segment: SpeechSegment;
  /** From the start of the segment, ms. */
  readonly offsetMs: number;
  /** What the face expresses with the segment; absent where its words ask for none. */
  readonly expression?: Expression | undefined;
}

/** The playout as the face sees it: which instant of which segment is heard `aheadMs` after the present tick. */
export interface PlayoutView {
  /** @returns `undefined` where there will be silence. */
  at(aheadMs: number): SpokenInstant | undefined;
  /** Whether a segment is being heard or waits to be. */
  readonly busy: boolean;
}

/** All that a face moves to, and how it is shown. */
export interface FaceView extends PlayoutView {
  /** What is seen behind it. Read with each picture. */
  readonly background: Background;
  /**
   * What the face attends to, and what it expresses where its speech asks for nothing. Read with each picture; an attention
   * does not show while the face speaks.
   */
  readonly motion: Motion;
}

/**
 * The source of a session's video frames. Driven by the media clock: `nextFrame` once per {@link VIDEO_FRAME_MS}, and
 * `lookAhead` halfway between. A face that speaks draws its next frame from `nextFrame` on, as drawing takes its time on a
 * busy machine; one that is silent from `lookAhead` on, so that speech which begins until then is in it.
 */
export interface VideoSource {
  /** Called when the codec is known, before the first `nextFrame`, and again when a renegotiation changes the codec. */
  start(codec: VideoCodec): void;
  /**
   * @returns The frame to send now; with `undefined` none is sent, and the viewer goes on showing the last one. The
   * first one is a keyframe.
   */
  nextFrame(): EncodedVideoFrame | undefined;
  /** Called {@link AUDIO_FRAME_MS} before the next frame is sent: the last moment to begin with it. */
  lookAhead(): void;
  /** Called when the viewer cannot decode (PLI or FIR): a keyframe follows as soon as possible. */
  requestKeyFrame(): void;
  /** @param bitrateBps The bitrate that the network can carry for video now. */
  setBitrate(bitrateBps: number): void;
  /** The bitrate above which its pictures gain nothing; when absent, that of 512×512. It may change with what is shown. */
  readonly mostBps?: number | undefined;
  close(): void;
}

/** A picture of the viewer's camera, upright as it was sent; its longer side has at most 640 pixels. */
export interface CameraPicture {
  readonly mime: 'image/jpeg';
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** State of the connection that carries media, like W3C RTCPeerConnectionState. */
export type TransportState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

/** Like W3C RTCSessionDescriptionInit. */
export interface SessionDescription {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

/** Like W3C RTCIceCandidateInit. */
export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
}
