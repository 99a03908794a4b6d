import type { VideoEncoder, VideoEncoderOptions } from '@visavis/media';
import type { CodecSettings } from './codec-context.js';
import { ControlledEncoder } from './controlled-encoder.js';

/** The middle of those used. */
const BASE = 28;

const SETTINGS: CodecSettings = {
  name: 'libx264',
  quantiser: { base: BASE, range: 51 },
  options: {
    preset: 'superfast',
    tune: 'zerolatency',
    profile: 'baseline',
    'forced-idr': 1,
    crf: BASE,
    'x264-params': [
      // One slice per frame, parameter sets before every keyframe, and no keyframe that was not requested.
      'log=-1:scenecut=0:annexb=1:repeat-headers=1:sliced-threads=0',
      // The quantiser is the one that is set, for keyframes and others, whatever the picture.
      'qcomp=1:ipratio=1',
      // Quantisers of blocks can be set only while they are adapted to the picture, which costs the face 2 dB.
      'aq-mode=1:aq-strength=0.01',
      // Small motion is not rounded away: a still face would creep.
      'deadzone-inter=11',
    ].join(':'),
  },
};

/** Quantisers are those of H.264, 0…51. Measured on the face that ships. */
const SCALE = { finest: 23, coarsest: 48, start: 27, step: 0.5, halving: 6, finerAfterKeyFrame: 1 };

/** H.264 constrained baseline, level 3.0 at 512×512 and 25 fps, through libx264. */
export const openH264 = (options: VideoEncoderOptions): VideoEncoder => new ControlledEncoder(SETTINGS, SCALE, options);
