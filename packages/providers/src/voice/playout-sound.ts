import { int16FromFloat, PLAYOUT_RATE_HZ, StreamResampler } from '@visavis/sound';

/** Sound leaves in pieces of a playout frame, 20 ms, or more: services send a few samples at a time. */
const MIN_PIECE = PLAYOUT_RATE_HZ / 50;
/** Silence that brings the end of the sound out of the filter, s. */
const TAIL_S = 0.001;

/** Brings the sound of one sentence, which comes in pieces, to `PLAYOUT_RATE_HZ`. Nothing is heard where pieces meet. */
export class PlayoutSound {
  readonly #rateHz: number;
  readonly #resampler: StreamResampler | undefined;
  #waiting: Int16Array[] = [];
  #waitingSamples = 0;

  /** @throws {RangeError} When the rate is not a positive whole number. */
  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    if (rateHz !== PLAYOUT_RATE_HZ) this.#resampler = new StreamResampler(rateHz, PLAYOUT_RATE_HZ);
  }

  /** @param samples Mono, −1…1. @returns The next piece of playout; empty while there is too little for one. */
  push(samples: Float32Array): Int16Array {
    this.#add(samples);
    return this.#waitingSamples < MIN_PIECE ? new Int16Array(0) : this.#take();
  }

  /** @returns What is left; no more sound comes. */
  end(): Int16Array {
    if (this.#resampler) this.#add(new Float32Array(Math.ceil(this.#rateHz * TAIL_S)));
    return this.#take();
  }

  #add(samples: Float32Array): void {
    const resampled = int16FromFloat(this.#resampler?.push(samples) ?? samples);
    this.#waiting.push(resampled);
    this.#waitingSamples += resampled.length;
  }

  #take(): Int16Array {
    const piece = new Int16Array(this.#waitingSamples);
    let at = 0;
    for (const part of this.#waiting) {
      piece.set(part, at);
      at += part.length;
    }
    this.#waiting = [];
    this.#waitingSamples = 0;
    return piece;
  }
}
