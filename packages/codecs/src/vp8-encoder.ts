import type { EncodedVideoFrame, I420Frame, VideoEncoder, VideoEncoderOptions } from '@visavis/media';
import { OpenedCodec, type CodecSettings } from './codec-context.js';

const SETTINGS: CodecSettings = {
  name: 'libvpx',
  constantBitrate: true,
  bufferSeconds: 0.5,
  options: {
    deadline: 'realtime',
    'cpu-used': -8,
    'lag-in-frames': 0,
    'auto-alt-ref': 0,
    // Percent of one frame's share of the bitrate: 10 kB at 800 kbps and 25 fps.
    'max-intra-rate': 250,
  },
};

function settingsFor({ keyFrameBytes, bitrateBps, framesPerSecond }: VideoEncoderOptions): CodecSettings {
  if (keyFrameBytes === undefined) return SETTINGS;
  const framePercent = Math.round((keyFrameBytes * 8 * framesPerSecond * 100) / bitrateBps);
  // libvpx aims the first keyframe at about a third of the buffer, and falls short of it.
  const bufferSeconds = Math.max(SETTINGS.bufferSeconds, (keyFrameBytes * 40) / bitrateBps);
  return { ...SETTINGS, bufferSeconds, options: { ...SETTINGS.options, 'max-intra-rate': framePercent } };
}

/**
 * Ratios of the new to the present rate from which a change is worth a keyframe. A larger step up would overload a link
 * that is already full.
 */
const WORTH_REOPENING = { below: 0.85, above: 1.12 };

/**
 * VP8 through libvpx. Through FFmpeg its bitrate is fixed when the encoder opens, so a new rate opens a new encoder (6
 * ms and a keyframe); small changes are not worth that and are ignored.
 */
export class Vp8Encoder implements VideoEncoder {
  readonly #options: VideoEncoderOptions;
  #codec: OpenedCodec | undefined;
  #openedBps: number;
  #wantedBps: number;

  constructor(options: VideoEncoderOptions) {
    this.#options = options;
    this.#wantedBps = this.#openedBps = options.bitrateBps;
    this.#codec = new OpenedCodec(settingsFor(options), options, options.bitrateBps);
  }

  encode(frame: I420Frame, forceKeyFrame: boolean): EncodedVideoFrame {
    if (!this.#codec) throw new Error('encoder is closed');
    const ratio = this.#wantedBps / this.#openedBps;
    if (ratio <= WORTH_REOPENING.below || ratio >= WORTH_REOPENING.above) this.#reopen();
    return this.#codec.encode(frame, forceKeyFrame);
  }

  setBitrate(bitrateBps: number): void {
    this.#wantedBps = bitrateBps;
  }

  close(): void {
    this.#codec?.close();
    this.#codec = undefined;
  }

  #reopen(): void {
    this.#codec?.close();
    this.#codec = undefined;
    this.#codec = new OpenedCodec(settingsFor(this.#options), this.#options, this.#wantedBps);
    this.#openedBps = this.#wantedBps;
  }
}
