export { createOpusEncoder, OPUS_BITRATE_BPS } from './opus-encoder.js';
export { createVideoEncoder } from './create-video-encoder.js';
