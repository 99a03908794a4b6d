import type { CreateVideoEncoder } from '@visavis/media';
import { H264Encoder } from './h264-encoder.js';
import { Vp8Encoder } from './vp8-encoder.js';

/**
 * Opens a real-time encoder: one frame in, one out, keyframes only at the start and on demand. Synchronous and
 * CPU-bound (about 1.5–2.5 ms for 512×512): use it from a worker thread.
 *
 * @throws {Error} When the codec's library cannot be opened.
 */
export const createVideoEncoder: CreateVideoEncoder = (options) =>
  options.codec === 'vp8' ? new Vp8Encoder(options) : new H264Encoder(options);
