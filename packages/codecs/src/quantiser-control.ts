/** What a quantiser means to one codec: larger is coarser. */
export interface QuantiserScale {
  /** The finest that is worth its bits: beyond it no viewer sees a difference. */
  readonly finest: number;
  readonly coarsest: number;
  /** First keyframe of a stream, before the size of any is known. */
  readonly start: number;
  /** The smallest difference that the codec can make. */
  readonly step: number;
  /** Difference that halves the size of a frame. */
  readonly halving: number;
  /** How much finer than a keyframe the frames after it may become. */
  readonly finerAfterKeyFrame: number;
}

/** A keyframe of a stream of so many bits per second may take so many bytes; see {@link keyFrameBytesAt}. */
const KEYFRAME = { bytes: 17_000, bitrateBps: 600_000, exponent: 0.75 };
/** A keyframe this much smaller than it may be is compressed again, finer. */
const WASTED = 0.8;
/** Where between the two the next attempt aims. */
const AIM = 0.92;
/** Attempts at one keyframe, each about 2 ms of a core at 512×512. */
const ATTEMPTS = 3;
/** What was sent beyond the bitrate is saved on this many of the frames that follow, a little on each. */
const REPAY_FRAMES = 32;
/** The least that a frame may take of its share while others are repaid. */
const LEAST_SHARE = 0.4;
/** Bits that quiet frames leave to later ones: those of this many frames. */
const SAVED_FRAMES = 5;
/**
 * Largest changes from one frame to the next, in halvings: none is seen. They grow towards coarser with the seconds of
 * bitrate that are owed.
 */
const CHANGE = { finer: 0.09, coarser: 0.09, perSecondOwed: 1 };

/**
 * A keyframe follows a picture of the same quality and must not look softer, on slow links too, where it takes longer to
 * arrive: its size falls more slowly than the bitrate.
 */
export function keyFrameBytesAt(bitrateBps: number): number {
  return KEYFRAME.bytes * (bitrateBps / KEYFRAME.bitrateBps) ** KEYFRAME.exponent;
}

/**
 * Chooses the quantiser of each frame. The quality follows from the size of keyframes: all frames keep that of the last
 * one as long as the bitrate allows, so that neither the first pictures of a stream nor a later keyframe look different
 * from those around them. Beyond the bitrate only a keyframe goes, whose excess is saved later, bit by bit.
 */
export class QuantiserControl {
  readonly #scale: QuantiserScale;
  #framesPerSecond: number;
  #bitrateBps: number;
  /** Quantiser of the last keyframe that fitted, or of the next attempt. */
  #key: number;
  #last: number;
  /** Size of the last frame that was predicted from another; 0 after a keyframe. */
  #lastBytes = 0;
  /** Bytes sent beyond the bitrate; below 0 those that were saved. */
  #owed = 0;

  constructor(scale: QuantiserScale, bitrateBps: number, framesPerSecond: number) {
    this.#scale = scale;
    this.#bitrateBps = bitrateBps;
    this.#framesPerSecond = framesPerSecond;
    this.#key = this.#last = scale.start;
  }

  setBitrate(bitrateBps: number, framesPerSecond = this.#framesPerSecond): void {
    this.#bitrateBps = bitrateBps;
    this.#framesPerSecond = framesPerSecond;
  }

  /** Quantiser of the next frame, if it is no keyframe. */
  next(): number {
    const { halving, finerAfterKeyFrame } = this.#scale;
    const wanted = this.#lastBytes > 0 ? this.#last + halving * Math.log2(this.#lastBytes / this.#allowed) : this.#last;
    const coarser = CHANGE.coarser + CHANGE.perSecondOwed * Math.max(0, (8 * this.#owed) / this.#bitrateBps);
    const stepped = Math.min(this.#last + halving * coarser, Math.max(this.#last - halving * CHANGE.finer, wanted));
    return this.#bounded(Math.max(this.#key - finerAfterKeyFrame, stepped));
  }

  /** @param bytes Size of a frame that was predicted from others. */
  add(quantiser: number, bytes: number): void {
    this.#last = quantiser;
    this.#lastBytes = Math.max(1, bytes);
    this.#owe(bytes);
  }

  /**
   * Finds the finest quantiser at which a keyframe is not too large.
   *
   * @param compress Compresses the keyframe and returns it; called up to three times, and the last result counts.
   */
  keyFrame<T extends { readonly data: Uint8Array }>(compress: (quantiser: number) => T): T {
    const bound = keyFrameBytesAt(this.#bitrateBps);
    for (let attempt = 1; ; attempt++) {
      const frame = compress(this.#key);
      const { length } = frame.data;
      const used = this.#key;
      const wanted = this.#bounded(used + this.#scale.halving * Math.log2(length / (AIM * bound)));
      const fits = length <= bound && (length >= WASTED * bound || used === this.#scale.finest);
      if (fits || wanted === used || attempt === ATTEMPTS) {
        this.#last = used;
        this.#lastBytes = 0;
        this.#owe(length);
        return frame;
      }
      this.#key = wanted;
    }
  }

  get #shareBytes(): number {
    return this.#bitrateBps / this.#framesPerSecond / 8;
  }

  get #allowed(): number {
    const share = this.#shareBytes;
    return Math.max(LEAST_SHARE * share, share - this.#owed / REPAY_FRAMES);
  }

  #owe(bytes: number): void {
    const share = this.#shareBytes;
    this.#owed = Math.max(-SAVED_FRAMES * share, this.#owed + bytes - share);
  }

  #bounded(quantiser: number): number {
    const { finest, coarsest, step } = this.#scale;
    return Math.min(coarsest, Math.max(finest, step * Math.round(quantiser / step)));
  }
}
