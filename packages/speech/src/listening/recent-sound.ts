interface Frame {
  readonly samples: Float32Array;
  readonly speech: boolean;
}

/** Keeps the latest frames of the microphone, oldest first: an utterance begins before it is detected. */
export class RecentSound {
  #frames: Frame[] = [];

  /** @param capacity Frames kept from now on; the oldest are dropped first. */
  push(samples: Float32Array, { speech, capacity }: { speech: boolean; capacity: number }): void {
    this.#frames.push({ samples, speech });
    if (this.#frames.length > capacity) this.#frames.splice(0, this.#frames.length - capacity);
  }

  latest(count: number): Float32Array[] {
    return this.#frames.slice(-count).map(({ samples }) => samples);
  }

  /**
   * From the first frame of speech to the last, and `padding` frames on both sides; empty where there was no speech.
   */
  spoken(padding: number): Float32Array[] {
    const first = this.#frames.findIndex(({ speech }) => speech);
    if (first < 0) return [];
    const last = this.#frames.findLastIndex(({ speech }) => speech);
    return this.#frames.slice(Math.max(0, first - padding), last + padding + 1).map(({ samples }) => samples);
  }

  clear(): void {
    this.#frames = [];
  }
}
