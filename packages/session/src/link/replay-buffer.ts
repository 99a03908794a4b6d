import { numberedFrame } from '@visavis/protocol';

/** More than a busy session says in the minute and a half that a dead connection and the way back may take. */
const MAX_FRAMES = 2_000;
/** Half a minute of a reply's sound on the socket, the costliest thing there is to say. */
const MAX_CHARS = 2_000_000;

/**
 * Numbers the frames for a client that can come back, and keeps the latest ones. When full, the oldest frames go:
 * a client that misses one of those has lost the thread and cannot come back any more.
 */
export class ReplayBuffer {
  readonly #frames: string[] = [];
  #chars = 0;
  #last = 0;

  /** Number of the last frame; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** @returns The frame as it goes out, with its number. */
  push(frame: string): string {
    const numbered = numberedFrame(frame, ++this.#last);
    this.#frames.push(numbered);
    this.#chars += numbered.length;
    while (this.#frames.length > MAX_FRAMES || this.#chars > MAX_CHARS) this.#chars -= this.#frames.shift()!.length;
    return numbered;
  }

  /** Whether every frame behind frame `number` is still kept; false for a number that was never sent. */
  reachesBackTo(number: number): boolean {
    return number <= this.#last && number >= this.#last - this.#frames.length;
  }

  /** Everything behind frame `number`, oldest first. */
  after(number: number): readonly string[] {
    return this.#frames.slice(this.#frames.length - (this.#last - number));
  }
}
