import { WIRE_RATE_HZ } from '@visavis/sound';

const SAMPLES_PER_MS = WIRE_RATE_HZ / 1000;
/** The sounds of speech are sought in each piece when it has come: shorter ones would cost more. */
const PIECE_SAMPLES = 100 * SAMPLES_PER_MS;
/** Longer pieces would take long to resample at once. */
const LONGEST_SAMPLES = 500 * SAMPLES_PER_MS;
/** A source that pauses for so long may send no more for a while. */
const REST_MS = 60;

/** A stretch of a reply's sound that waits to be said, and its words. It comes in lumps of any size. */
export class SoundStretch {
  readonly id: string;
  readonly restMs = REST_MS;
  text = '';
  #lumps: Int16Array[] = [];
  #samples = 0;
  #rests = false;
  #ended = false;
  #durationMs = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** Whether sound waits. */
  get waits(): boolean {
    return this.#samples > 0;
  }

  /** Duration of all its sound, ms; `undefined` while more may come. */
  get durationMs(): number | undefined {
    return this.#ended ? this.#durationMs : undefined;
  }

  /** @param samples Kept, not copied. */
  add(samples: Int16Array): void {
    if (samples.length > 0) this.#lumps.push(samples);
    this.#samples += samples.length;
    this.#durationMs += samples.length / SAMPLES_PER_MS;
    this.#rests = false;
  }

  /** No more sound comes. */
  end(): void {
    this.#ended = true;
  }

  /** No more sound has come for a while. */
  rest(): void {
    this.#rests = true;
  }

  /** @returns The next piece; `undefined` where too little waits while more may come. */
  take(): Int16Array | undefined {
    if (this.#samples === 0 || (this.#samples < PIECE_SAMPLES && !this.#ended && !this.#rests)) return undefined;
    const piece = new Int16Array(Math.min(this.#samples, LONGEST_SAMPLES));
    let at = 0;
    while (at < piece.length) {
      const lump = this.#lumps[0] as Int16Array;
      const part = lump.subarray(0, piece.length - at);
      piece.set(part, at);
      at += part.length;
      if (part.length === lump.length) this.#lumps.shift();
      else this.#lumps[0] = lump.subarray(part.length);
    }
    this.#samples -= piece.length;
    return piece;
  }
}
