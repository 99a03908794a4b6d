export { VideoDecoder } from './video-decoder.js';
