export { createVideoEncoder } from './create-video-encoder.js';
export { mediaCodecs, videoEncoders } from './media-codecs.js';
export { createOpusEncoder, OPUS_BITRATE_BPS } from './opus-encoder.js';
