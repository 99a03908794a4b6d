import { LISTEN_RATE_HZ } from '@visavis/sound';

/** Sound of one utterance that is kept. Later sound is dropped, since the beginning is worth more. */
const MAX_SAMPLES = 60 * LISTEN_RATE_HZ;

/** The sound of one utterance, as it comes. */
export class UtteranceSound {
  #samples = new Float32Array(LISTEN_RATE_HZ);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param samples Copied. */
  add(samples: Float32Array): void {
    const kept = samples.subarray(0, MAX_SAMPLES - this.#length);
    const length = this.#length + kept.length;
    if (length > this.#samples.length) this.#grow(length);
    this.#samples.set(kept, this.#length);
    this.#length = length;
  }

  /** @returns The sound from a sample on, as a view. */
  from(sample: number): Float32Array {
    return this.#samples.subarray(sample, this.#length);
  }

  #grow(length: number): void {
    const grown = new Float32Array(Math.max(length, 2 * this.#samples.length));
    grown.set(this.#samples.subarray(0, this.#length));
    this.#samples = grown;
  }
}
