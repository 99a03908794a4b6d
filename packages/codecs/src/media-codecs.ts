import type { MediaCodecs, VideoEncoderModule } from '@visavis/media';
import { workerModule } from '@visavis/worker';
import { ThreadedPictureDecoder } from './camera/picture-decoder.js';
import { createOpusEncoder } from './opus-encoder.js';

/** Opus for the sound of sessions, and JPEG of their viewers' cameras. */
export const mediaCodecs: MediaCodecs = {
  createAudioEncoder: createOpusEncoder,
  openPictureDecoder: (logger) => new ThreadedPictureDecoder(logger),
};

/**
 * The video encoders, for worker threads. Video only: an Opus library that a worker thread is the first to load is unloaded
 * with that thread, and takes the process with it.
 */
export const videoEncoders: VideoEncoderModule = {
  url: workerModule(import.meta.url, 'create-video-encoder').href,
  id: 'libvpx and libx264 1',
};
