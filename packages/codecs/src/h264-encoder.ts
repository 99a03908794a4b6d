import type { EncodedVideoFrame, I420Frame, VideoEncoder, VideoEncoderOptions } from '@visavis/media';
import { OpenedCodec, type CodecSettings } from './codec-context.js';

const SETTINGS: CodecSettings = {
  name: 'libx264',
  constantBitrate: false,
  // A frame cannot be larger than this buffer: 10 kB at 800 kbps.
  bufferSeconds: 0.1,
  options: {
    preset: 'superfast',
    tune: 'zerolatency',
    profile: 'baseline',
    'forced-idr': 1,
    // One slice per frame, parameter sets before every keyframe, and no keyframe that was not requested.
    'x264-params': 'log=-1:scenecut=0:annexb=1:repeat-headers=1:sliced-threads=0',
  },
};

/** Changes of the bitrate below this share are not worth disturbing the rate control. */
const WORTH_APPLYING = 0.05;

/** H.264 constrained baseline, level 3.0 at 512×512 and 25 fps, through libx264. Follows a new bitrate without a keyframe. */
export class H264Encoder implements VideoEncoder {
  #codec: OpenedCodec | undefined;
  #bitrateBps: number;

  constructor(options: VideoEncoderOptions) {
    this.#bitrateBps = options.bitrateBps;
    const { keyFrameBytes, bitrateBps } = options;
    const settings = keyFrameBytes ? { ...SETTINGS, bufferSeconds: (keyFrameBytes * 8) / bitrateBps } : SETTINGS;
    this.#codec = new OpenedCodec(settings, options, bitrateBps);
  }

  encode(frame: I420Frame, forceKeyFrame: boolean): EncodedVideoFrame {
    if (!this.#codec) throw new Error('encoder is closed');
    return this.#codec.encode(frame, forceKeyFrame);
  }

  setBitrate(bitrateBps: number): void {
    if (Math.abs(bitrateBps - this.#bitrateBps) < WORTH_APPLYING * this.#bitrateBps) return;
    this.#bitrateBps = bitrateBps;
    this.#codec?.setBitrate(bitrateBps);
  }

  close(): void {
    this.#codec?.close();
    this.#codec = undefined;
  }
}
