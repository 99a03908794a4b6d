/** Media time: one audio packet every 20 ms, one video frame every second packet. */
export const AUDIO_FRAME_MS = 20;
export const VIDEO_FRAME_MS = 40;
/** Rate at which speech is queued for playout and handed to the audio encoder. */
export const PLAYOUT_RATE_HZ = 48_000;
/** Samples in one audio frame at {@link PLAYOUT_RATE_HZ}. */
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

/** Compresses 20 ms frames of speech to Opus (RFC 6716). */
export interface AudioEncoder {
  /** @param samples {@link AUDIO_FRAME_SAMPLES} mono samples at 48 kHz. @returns One Opus packet; the caller owns it. */
  encode(samples: Int16Array): Uint8Array;
  close(): void;
}

/** One sound of speech and when it ends. `phone` is ARPAbet in lower case without stress, `pau` for silence. */
export interface TimedPhone {
  readonly phone: string;
  /** Counted from the start of the segment. */
  readonly endMs: number;
}

/** A stretch of speech ready to be heard, usually a sentence. */
export interface SpeechSegment {
  /** Mono at {@link PLAYOUT_RATE_HZ}. */
  readonly samples: Int16Array;
  readonly text: string;
  /** Ascending by `endMs`; absent when the synthesiser cannot tell. */
  readonly phones?: readonly TimedPhone[];
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
