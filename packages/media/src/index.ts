export { MediaEngine, createMediaEngine, type MediaEngineOptions, type MediaEngineStats } from './engine.js';
export { StunResponder, type StunOptions } from './front/stun-responder.js';
export { UdpFront } from './front/udp-front.js';
export { Playout, type HeardSegment, type PlayoutEvents } from './playout/playout.js';
export {
  AUDIO_BITRATE_BPS,
  AUDIO_FRAME_MS,
  AUDIO_FRAME_SAMPLES,
  VIDEO_FRAME_MS,
  type AudioEncoder,
  type CameraPicture,
  type CreateVideoEncoder,
  type EncodedVideoFrame,
  type FaceView,
  type I420Frame,
  type IceCandidate,
  type MediaCodecs,
  type PictureDecoder,
  type PlayoutView,
  type SessionDescription,
  type SpokenInstant,
  type TransportState,
  type VideoCodec,
  type VideoEncoder,
  type VideoEncoderModule,
  type VideoEncoderOptions,
  type VideoSource,
} from './ports.js';
export {
  MediaSession,
  type MediaSessionEvents,
  type MediaSessionOptions,
  type MediaSessionStats,
} from './session/media-session.js';
