import type { EncodedVideoFrame } from '@visavis/media';
import type { IdleRung } from '../ports.js';

/** Frames between two keyframes sent on request: one per 400 ms is all a lossy link gains from. */
export const KEYFRAME_SPACING_FRAMES = 10;

/**
 * One viewer's place in the idle loop. The loop is compressed already: this only chooses which frame comes next, and from
 * which rung. Streams are entered at keyframes only.
 */
export class IdleCursor {
  #rungs: readonly IdleRung[];
  #rung: IdleRung;
  #wanted: IdleRung;
  #bitrateBps = Infinity;
  #position = 0;
  #entering = true;
  #keyFrameWanted = false;
  /** Frames since a request was answered; the first is answered at once, as a viewer may lose the very first keyframe. */
  #sinceAnswer = KEYFRAME_SPACING_FRAMES;

  /** @param rungs By falling bitrate, at least one. */
  constructor(rungs: readonly IdleRung[]) {
    this.#rungs = rungs;
    this.#rung = this.#wanted = this.#choose();
  }

  /** Frame of the loop that comes next. */
  get position(): number {
    return this.#position;
  }

  /** Whether the loop can be entered at the next frame. */
  get atEntry(): boolean {
    return this.#wanted.frames[this.#position]!.keyFrame;
  }

  /** Another codec's rungs, from the same place on. */
  use(rungs: readonly IdleRung[]): void {
    this.#rungs = rungs;
    this.#wanted = this.#choose();
    this.#entering = true;
  }

  /** The highest rung that fits is used from the next keyframe on. */
  setBitrate(bitrateBps: number): void {
    this.#bitrateBps = bitrateBps;
    this.#wanted = this.#choose();
  }

  /** The next frames jump to the nearest keyframe, at most one jump per {@link KEYFRAME_SPACING_FRAMES}. */
  requestKeyFrame(): void {
    this.#keyFrameWanted = true;
  }

  /** The viewer's decoder holds another picture than this stream's last: the next frame is a keyframe. */
  enter(): void {
    this.#entering = true;
  }

  next(): EncodedVideoFrame {
    const due = !this.#entering && this.#keyFrameWanted && this.#sinceAnswer >= KEYFRAME_SPACING_FRAMES;
    if (this.#entering || due) this.#position = this.#nearestEntry();
    if (this.atEntry) this.#rung = this.#wanted;
    const frame = this.#rung.frames[this.#position]!;
    this.#entering = false;
    this.#sinceAnswer = due ? 0 : this.#sinceAnswer + 1;
    if (frame.keyFrame) this.#keyFrameWanted = false;
    this.skip();
    return frame;
  }

  /** Goes on by a frame that is shown by other means. */
  skip(): void {
    this.#position = (this.#position + 1) % this.#rung.frames.length;
  }

  #choose(): IdleRung {
    return this.#rungs.find((rung) => rung.bitrateBps <= this.#bitrateBps) ?? this.#rungs.at(-1)!;
  }

  #nearestEntry(): number {
    const { frames } = this.#wanted;
    for (let distance = 0; distance < frames.length; distance++) {
      for (const step of [distance, -distance]) {
        const at = (this.#position + step + frames.length) % frames.length;
        if (frames[at]!.keyFrame) return at;
      }
    }
    throw new RangeError('an idle loop without a keyframe');
  }
}
