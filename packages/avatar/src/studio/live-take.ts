import { sameMotion, type Motion } from '@visavis/core';
import type { EncodedVideoFrame } from '@visavis/media';
import type { FaceSource } from '../faces/load-face.js';
import { isDue } from '../fitting-encoder.js';
import { KEYFRAME_SPACING_FRAMES } from './idle-cursor.js';
import type { Lease, LiveFrame, LiveFrameRequest } from './lease.js';

/**
 * The live frames of one stretch of speaking, or of one change of motion. One frame at a time is requested ahead and at most one waits, so that
 * with a slow thread the face skips frames, and never lags.
 */
export class LiveTake {
  readonly #lease: Lease;
  #state: 'opening' | 'showing' | 'failed' = 'opening';
  #asked = false;
  #ready: LiveFrame | undefined;
  #requested: Motion | undefined;
  #settledIn: Motion | undefined;
  #every = 1;
  #keyFrameWanted = true;
  #sinceKeyFrame = KEYFRAME_SPACING_FRAMES;

  constructor(lease: Lease) {
    this.#lease = lease;
  }

  get state(): 'opening' | 'showing' | 'failed' {
    return this.#state;
  }

  /** Whether no frame is requested or waiting. */
  get idle(): boolean {
    return !this.#asked && !this.#ready;
  }

  /** Whether the last frame shown equals that of the loop of `motion`. */
  settledIn(motion: Motion): boolean {
    return this.#settledIn !== undefined && sameMotion(this.#settledIn, motion);
  }

  /** @returns The frame requested before, when it has arrived. */
  take(): EncodedVideoFrame | undefined {
    const picture = this.#ready;
    if (!picture) return undefined;
    this.#ready = undefined;
    this.#state = 'showing';
    this.#settledIn = picture.settled ? this.#requested : undefined;
    this.#every = picture.every;
    this.#sinceKeyFrame = picture.keyFrame ? 0 : this.#sinceKeyFrame + 1;
    return { data: picture.data, keyFrame: picture.keyFrame };
  }

  /** Requests the next frame, unless one is still on its way or the last one is shown on. */
  ask(what: Omit<LiveFrameRequest, 'forceKeyFrame'>): void {
    if (!this.idle || this.#state === 'failed' || !isDue(what.loopFrame, this.#every)) return;
    const forceKeyFrame = this.#keyFrameWanted && this.#sinceKeyFrame >= KEYFRAME_SPACING_FRAMES;
    if (forceKeyFrame) this.#keyFrameWanted = false;
    this.#asked = true;
    this.#requested = what.motion;
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

  show(face: FaceSource): void {
    this.#lease.show(face);
  }

  setBitrate(bitrateBps: number): void {
    this.#lease.setBitrate(bitrateBps);
  }

  close(): void {
    this.#lease.close();
  }
}
