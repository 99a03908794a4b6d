import type { EncodedVideoFrame, VideoCodec, VideoSource } from '../ports.js';

/** A scripted video source that records its calls: frames of one size, a keyframe first and on request. */
export class PatternedVideo implements VideoSource {
  readonly codecs: VideoCodec[] = [];
  readonly bitrates: number[] = [];
  frames = 0;
  /** Calls of `lookAhead`. */
  looks = 0;
  keyFrameRequests = 0;
  closed = false;
  readonly #bytes: number;
  #keyFrameDue = true;

  constructor(options: { bytes?: number } = {}) {
    this.#bytes = options.bytes ?? 2000;
  }

  start(codec: VideoCodec): void {
    this.codecs.push(codec);
    this.#keyFrameDue = true;
  }

  nextFrame(): EncodedVideoFrame {
    const keyFrame = this.#keyFrameDue;
    this.#keyFrameDue = false;
    this.frames++;
    const data = new Uint8Array(this.#bytes).fill(this.frames & 0xff);
    if (this.codecs.at(-1) === 'h264') data.set([0, 0, 0, 1, keyFrame ? 0x67 : 0x41, 1]);
    else data[0] = keyFrame ? 0 : 1; // the lowest bit of a VP8 frame is set when it is not a keyframe
    return { data, keyFrame };
  }

  lookAhead(): void {
    this.looks++;
  }

  requestKeyFrame(): void {
    this.keyFrameRequests++;
    this.#keyFrameDue = true;
  }

  setBitrate(bitrateBps: number): void {
    this.bitrates.push(bitrateBps);
  }

  close(): void {
    this.closed = true;
  }
}
