import type { EncodedVideoFrame } from '@visavis/media';
import { KEYFRAME_SPACING_FRAMES } from './idle-cursor.js';
import type { Lease, LivePicture, PictureRequest } from './lease.js';

/**
 * The live pictures of one stretch of speaking. One picture at a time is asked for ahead and at most one waits, so a slow
 * thread makes the face skip, never lag.
 */
export class LiveTake {
  readonly #lease: Lease;
  #state: 'opening' | 'showing' | 'failed' = 'opening';
  #asked = false;
  #ready: LivePicture | undefined;
  #settled = false;
  #keyFrameWanted = true;
  #sinceKeyFrame = KEYFRAME_SPACING_FRAMES;

  constructor(lease: Lease) {
    this.#lease = lease;
  }

  get state(): 'opening' | 'showing' | 'failed' {
    return this.#state;
  }

  /** Nothing is on its way. */
  get idle(): boolean {
    return !this.#asked && !this.#ready;
  }

  /** The last picture shown equals the idle loop's. */
  get settled(): boolean {
    return this.#settled;
  }

  /** @returns The picture asked for before, when it is there. */
  take(): EncodedVideoFrame | undefined {
    const picture = this.#ready;
    if (!picture) return undefined;
    this.#ready = undefined;
    this.#state = 'showing';
    this.#settled = picture.settled;
    this.#sinceKeyFrame = picture.keyFrame ? 0 : this.#sinceKeyFrame + 1;
    return { data: picture.data, keyFrame: picture.keyFrame };
  }

  /** Asks for the next picture, unless one is still on its way. */
  ask(what: Omit<PictureRequest, 'forceKeyFrame'>): void {
    if (!this.idle || this.#state === 'failed') return;
    const forceKeyFrame = this.#keyFrameWanted && this.#sinceKeyFrame >= KEYFRAME_SPACING_FRAMES;
    if (forceKeyFrame) this.#keyFrameWanted = false;
    this.#asked = true;
    this.#lease.draw({ ...what, forceKeyFrame }).then(
      (picture) => {
        this.#asked = false;
        this.#ready = picture;
      },
      () => {
        this.#asked = false;
        this.#state = 'failed';
      },
    );
  }

  requestKeyFrame(): void {
    this.#keyFrameWanted = true;
  }

  setBitrate(bitrateBps: number): void {
    this.#lease.setBitrate(bitrateBps);
  }

  close(): void {
    this.#lease.close();
  }
}
