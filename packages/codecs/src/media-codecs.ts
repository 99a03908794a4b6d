import type { MediaCodecs, VideoEncoderModule } from '@visavis/media';
import { workerModule } from '@visavis/worker';
import { IsolatedPictureDecoder } from './camera/picture-decoder.js';
import { createOpusEncoder } from './opus-encoder.js';

/** Opus for the sound of sessions, and JPEG for the pictures of their viewers' cameras. */
export const mediaCodecs: MediaCodecs = {
  createAudioEncoder: createOpusEncoder,
  openPictureDecoder: (logger) => new IsolatedPictureDecoder(logger),
};

/**
 * The video encoders, for worker threads. The module loads no audio codec: an Opus library that is first loaded in a
 * worker thread is unloaded with that thread, which crashes the process.
 */
export const videoEncoders: VideoEncoderModule = {
  url: workerModule(import.meta.url, 'create-video-encoder').href,
  id: 'libvpx and libx264 2',
};
