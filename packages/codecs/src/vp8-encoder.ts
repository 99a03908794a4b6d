import type { VideoEncoder, VideoEncoderOptions } from '@visavis/media';
import type { CodecSettings } from './codec-context.js';
import { ControlledEncoder } from './controlled-encoder.js';

/** The middle of those used. */
const BASE = 30;

const SETTINGS: CodecSettings = {
  name: 'libvpx',
  quantiser: { base: BASE, range: 63 },
  options: {
    qmin: BASE,
    qmax: BASE,
    deadline: 'realtime',
    'cpu-used': -8,
    'lag-in-frames': 0,
    'auto-alt-ref': 0,
  },
};

/** Quantisers are libvpx's, 0…63. Measured on the face that ships. */
const SCALE = { finest: 16, coarsest: 60, start: 24, step: 1, halving: 11, finerAfterKeyFrame: 3 };

/** VP8 through libvpx. */
export const openVp8 = (options: VideoEncoderOptions): VideoEncoder => new ControlledEncoder(SETTINGS, SCALE, options);
