export { MediaEngine, createMediaEngine, type MediaEngineOptions, type MediaEngineStats } from './engine.js';
export { UdpFront } from './front/udp-front.js';
export { Playout, type HeardSegment, type PlayoutEvents } from './playout/playout.js';
export {
  AUDIO_FRAME_MS,
  AUDIO_FRAME_SAMPLES,
  PLAYOUT_RATE_HZ,
  VIDEO_FRAME_MS,
  type AudioEncoder,
  type CameraPicture,
  type CreateVideoEncoder,
  type EncodedVideoFrame,
  type I420Frame,
  type IceCandidate,
  type PlayoutView,
  type SessionDescription,
  type SpeechSegment,
  type TimedPhone,
  type TransportState,
  type VideoCodec,
  type VideoEncoder,
  type VideoEncoderOptions,
  type VideoSource,
} from './ports.js';
export { StreamResampler } from './resample/stream-resampler.js';
export {
  RESTART_AFTER_MS,
  Transferred,
  WorkerHost,
  serveWorker,
  workerModule,
  type WorkerCalls,
  type WorkerHostOptions,
} from './worker-host.js';
export {
  MediaSession,
  type MediaSessionEvents,
  type MediaSessionStats,
  type SessionOptions,
} from './session/media-session.js';
