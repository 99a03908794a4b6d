import type { EncodedVideoFrame } from '@visavis/media';
import type { IdleRung } from '../ports.js';
import { IDLE_FRAMES } from '../rig/idle.js';

/** Frames between two keyframes sent on request: a lossy link gains nothing from more than one per 400 ms. */
export const KEYFRAME_SPACING_FRAMES = 10;

/** A rung that takes twice the bits overruns a link for the second until its next keyframe. */
const TOO_HIGH = 0.5;

/**
 * One viewer's cursor in the idle loop. The loop is compressed already: the cursor only chooses the next frame and its
 * rung. Streams are entered at keyframes only. Until there is a loop, it counts the frames that are shown by other means.
 */
export class IdleCursor {
  #rungs: readonly IdleRung[] | undefined;
  #rung: IdleRung | undefined;
  #wanted: IdleRung | undefined;
  #bitrateBps = Infinity;
  #loopFrame = 0;
  #entering = true;
  #keyFrameWanted = false;
  /** Frames since a request was answered; the first is answered at once, as a viewer may lose the very first keyframe. */
  #sinceAnswer = KEYFRAME_SPACING_FRAMES;

  /** Number of the next frame in the loop. */
  get loopFrame(): number {
    return this.#loopFrame;
  }

  /** Whether there is a loop. */
  get ready(): boolean {
    return this.#wanted !== undefined;
  }

  /** Of the highest rung; `undefined` without a loop. */
  get highestBps(): number | undefined {
    return this.#rungs?.[0]?.bitrateBps;
  }

  /** Whether a loop can be entered at the next frame, this one or another. */
  mayEnter(rungs: readonly IdleRung[]): boolean {
    return this.#fitting(rungs)?.frames[this.#loopFrame]?.keyFrame ?? false;
  }

  /** Whether these are the rungs it plays. */
  plays(rungs: readonly IdleRung[] | undefined): boolean {
    return rungs !== undefined && rungs === this.#rungs;
  }

  /**
   * Goes on in another loop, or in another codec's rungs, at the same frame.
   *
   * @param rungs By falling bitrate; without them there is no loop any more.
   */
  use(rungs: readonly IdleRung[] | undefined): void {
    if (rungs === this.#rungs) return;
    this.#rungs = rungs;
    this.#wanted = this.#choose();
    this.#entering = true;
  }

  /** Uses the highest rung that fits from the next keyframe on; at once where the present one is far too high. */
  setBitrate(bitrateBps: number): void {
    this.#bitrateBps = bitrateBps;
    this.#wanted = this.#choose();
    if (this.#rung && this.#wanted && this.#wanted.bitrateBps <= TOO_HIGH * this.#rung.bitrateBps)
      this.requestKeyFrame();
  }

  /** Jumps to the nearest keyframe with the next frame, at most one jump per {@link KEYFRAME_SPACING_FRAMES}. */
  requestKeyFrame(): void {
    this.#keyFrameWanted = true;
  }

  /** Called when the viewer's decoder holds another picture than this stream's last: the next frame is a keyframe. */
  enter(): void {
    this.#entering = true;
  }

  /** @returns `undefined` while there is no loop, and where the picture before is shown on. */
  next(): EncodedVideoFrame | undefined {
    if (!this.#wanted) return void this.skip();
    const due = !this.#entering && this.#keyFrameWanted && this.#sinceAnswer >= KEYFRAME_SPACING_FRAMES;
    if (this.#entering || due) this.#loopFrame = nearestEntry(this.#wanted, this.#loopFrame);
    if (this.#wanted.frames[this.#loopFrame]?.keyFrame) this.#rung = this.#wanted;
    const frame = this.#rung!.frames[this.#loopFrame];
    this.#entering = false;
    this.#sinceAnswer = due ? 0 : this.#sinceAnswer + 1;
    if (frame?.keyFrame) this.#keyFrameWanted = false;
    this.skip();
    return frame;
  }

  /** Advances by a frame that is shown by other means. */
  skip(): void {
    this.#loopFrame = (this.#loopFrame + 1) % (this.#wanted?.frames.length ?? IDLE_FRAMES);
  }

  #choose(): IdleRung | undefined {
    return this.#rungs && this.#fitting(this.#rungs);
  }

  #fitting(rungs: readonly IdleRung[]): IdleRung | undefined {
    return rungs.find((rung) => rung.bitrateBps <= this.#bitrateBps) ?? rungs.at(-1);
  }
}

function nearestEntry({ frames }: IdleRung, loopFrame: number): number {
  for (let distance = 0; distance < frames.length; distance++) {
    for (const step of [distance, -distance]) {
      const at = (loopFrame + step + frames.length) % frames.length;
      if (frames[at]?.keyFrame) return at;
    }
  }
  throw new RangeError('an idle loop without a keyframe');
}
