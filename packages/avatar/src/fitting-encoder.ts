import type { CreateVideoEncoder, EncodedVideoFrame, I420Frame, VideoCodec, VideoEncoder } from '@visavis/media';
import { halfOf, halved } from './halved.js';
import { FACE_FRAMES_PER_SECOND } from './ports.js';
import { IDLE_GOP } from './rig/idle.js';

/** How a face is shown at a bitrate. */
export interface Fit {
  /** One picture is shown for so many frames. */
  readonly every: number;
  /** Whether pictures have half the width and height. */
  readonly halfSize: boolean;
}

/**
 * What a falling bitrate gives up, at pictures of 512×512: first quality alone, then pictures, then size, and pictures
 * again where nothing else is left.
 */
const FITS: readonly (Fit & { readonly fromBps: number })[] = [
  { fromBps: 180_000, every: 1, halfSize: false },
  { fromBps: 90_000, every: 2, halfSize: false },
  { fromBps: 40_000, every: 2, halfSize: true },
  { fromBps: 0, every: 4, halfSize: true },
];
const USUAL_PIXELS = 512 * 512;
/** Above this bitrate no viewer sees a difference in a picture of that size. */
const HIGHEST_BPS = 900_000;
/** What was given up is taken back at a bitrate higher by this factor, so that it does not come and go. */
const TAKEN_BACK = 1.25;

/** Size of a picture, pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * How many times the bits of a picture of 512×512 a picture takes: four times as many pixels take twice the bits, for what
 * moves is a head in any of them. The opacity of a transparent face, below it, is nearly free.
 */
export function bitsOf({ width, height }: PictureSize): number {
  const shown = height >= 2 * width ? height / 2 : height;
  return Math.sqrt((width * shown) / USUAL_PIXELS);
}

export function fitAt(bitrateBps: number, size: PictureSize, now?: Fit): Fit {
  const usual = bitrateBps / bitsOf(size);
  const at = (bps: number): number => FITS.findIndex(({ fromBps }) => bps >= fromBps);
  const present = FITS.findIndex(({ every, halfSize }) => every === now?.every && halfSize === now.halfSize);
  const wanted = at(usual);
  return FITS[wanted < present ? Math.min(present, at(usual / TAKEN_BACK)) : wanted]!;
}

/** Whether a picture is due at a frame of the loop: every so many frames from a keyframe's place on. */
export const isDue = (loopFrame: number, every: number): boolean => (loopFrame % IDLE_GOP) % every === 0;

/** An encoder for pictures of a face, which gives up pictures and size where the bitrate is too low for them. */
export class FittingEncoder {
  readonly #create: CreateVideoEncoder;
  readonly #codec: VideoCodec;
  readonly #size: PictureSize;
  #bitrateBps: number;
  #fit: Fit;
  #encoder: VideoEncoder;

  /** @param size Of the pictures, pixels. */
  constructor(create: CreateVideoEncoder, codec: VideoCodec, size: PictureSize, bitrateBps: number) {
    this.#create = create;
    this.#codec = codec;
    this.#size = { width: size.width, height: size.height };
    this.#bitrateBps = this.#useful(bitrateBps);
    this.#fit = fitAt(this.#bitrateBps, size);
    this.#encoder = this.#open();
  }

  /** A picture is shown for so many frames; see {@link isDue}. */
  get every(): number {
    return this.#fit.every;
  }

  /** @returns The compressed picture; the first of a new size is a keyframe. */
  encode(picture: I420Frame, forceKeyFrame: boolean): EncodedVideoFrame | Promise<EncodedVideoFrame> {
    return this.#encoder.encode(this.#fit.halfSize ? halved(picture) : picture, forceKeyFrame);
  }

  setBitrate(bitrateBps: number): void {
    const { halfSize } = this.#fit;
    this.#bitrateBps = this.#useful(bitrateBps);
    this.#fit = fitAt(this.#bitrateBps, this.#size, this.#fit);
    if (this.#fit.halfSize === halfSize) return this.#encoder.setBitrate(this.#bitrateBps, this.#framesPerSecond);
    this.#encoder.close();
    this.#encoder = this.#open();
  }

  close(): void {
    this.#encoder.close();
  }

  #useful(bitrateBps: number): number {
    return Math.min(bitrateBps, HIGHEST_BPS * bitsOf(this.#size));
  }

  get #framesPerSecond(): number {
    return FACE_FRAMES_PER_SECOND / this.#fit.every;
  }

  #open(): VideoEncoder {
    const { width, height } = this.#size;
    return this.#create({
      codec: this.#codec,
      width: this.#fit.halfSize ? halfOf(width) : width,
      height: this.#fit.halfSize ? halfOf(height) : height,
      framesPerSecond: this.#framesPerSecond,
      bitrateBps: this.#bitrateBps,
    });
  }
}
