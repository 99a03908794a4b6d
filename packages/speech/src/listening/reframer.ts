import { LISTEN_FRAME_SAMPLES } from '../ports.js';

/** Cuts sound that arrives in lumps of any length into frames of {@link LISTEN_FRAME_SAMPLES}. */
export class Reframer {
  #rest = new Float32Array(LISTEN_FRAME_SAMPLES);
  #filled = 0;

  /** @returns The frames completed by `samples`; the caller owns each of them. */
  push(samples: Float32Array): Float32Array[] {
    const frames: Float32Array[] = [];
    for (let at = 0; at < samples.length;) {
      const taken = Math.min(LISTEN_FRAME_SAMPLES - this.#filled, samples.length - at);
      this.#rest.set(samples.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled < LISTEN_FRAME_SAMPLES) break;
      frames.push(this.#rest);
      this.#rest = new Float32Array(LISTEN_FRAME_SAMPLES);
      this.#filled = 0;
    }
    return frames;
  }
}
