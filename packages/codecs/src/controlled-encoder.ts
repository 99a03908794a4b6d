import type { EncodedVideoFrame, I420Frame, VideoEncoder, VideoEncoderOptions } from '@visavis/media';
import { OpenedCodec, type CodecSettings } from './codec-context.js';
import { QuantiserControl, type QuantiserScale } from './quantiser-control.js';

/**
 * A codec whose quantiser is chosen here, frame by frame, in place of its own rate control. That of libvpx needs ten
 * frames to find the right quantiser, which is seen whenever a face begins to speak, and takes a new bitrate only when it
 * opens; that of libx264 starves the frames after a keyframe.
 */
export class ControlledEncoder implements VideoEncoder {
  readonly #control: QuantiserControl;
  #codec: OpenedCodec | undefined;
  #first = true;

  constructor(settings: CodecSettings, scale: QuantiserScale, options: VideoEncoderOptions) {
    this.#codec = new OpenedCodec(settings, options);
    this.#control = new QuantiserControl(scale, options.bitrateBps, options.framesPerSecond);
  }

  encode(frame: I420Frame, forceKeyFrame: boolean): EncodedVideoFrame {
    const codec = this.#codec;
    if (!codec) throw new Error('encoder is closed');
    if (forceKeyFrame || this.#first) {
      this.#first = false;
      return this.#control.keyFrame((quantiser) => codec.encode(frame, true, quantiser));
    }
    const quantiser = this.#control.next();
    const encoded = codec.encode(frame, false, quantiser);
    this.#control.add(quantiser, encoded.data.length);
    return encoded;
  }

  setBitrate(bitrateBps: number, framesPerSecond?: number): void {
    this.#control.setBitrate(bitrateBps, framesPerSecond);
  }

  close(): void {
    this.#codec?.close();
    this.#codec = undefined;
  }
}
