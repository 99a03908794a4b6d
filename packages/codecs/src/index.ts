export { createVideoEncoder } from './create-video-encoder.js';
export { mediaCodecs, videoEncoders } from './media-codecs.js';
export { createOpusEncoder } from './opus-encoder.js';
