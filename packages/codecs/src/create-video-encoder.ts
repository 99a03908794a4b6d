import type { CreateVideoEncoder } from '@visavis/media';
import { openH264 } from './h264-encoder.js';
import { openVp8 } from './vp8-encoder.js';

/**
 * Opens a real-time encoder: one frame in, one out, keyframes only at the start and on demand. Synchronous and
 * CPU-bound (about 1.5–2.5 ms for 512×512): use it from a worker thread.
 *
 * @throws {Error} When the codec's library cannot be opened.
 */
export const createVideoEncoder: CreateVideoEncoder = (options) =>
  options.codec === 'vp8' ? openVp8(options) : openH264(options);
