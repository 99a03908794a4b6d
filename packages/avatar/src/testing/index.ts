export { createVideoEncoder } from './fake-encoder.js';
export { FakeLease, FakeLeases } from './fake-leases.js';
export { ovalFace } from './oval-face.js';
export { psnr } from './psnr.js';
export { silentPictures } from './silent-pictures.js';
