import type { Clock, Expression } from '@visavis/core';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import type { Heard, SpeechOutput } from '../ports.js';

const FRAME_MS = 20;
const SAMPLES_PER_MS = PLAYOUT_RATE_HZ / 1000;

/** Plays silently by a clock, in frames of 20 ms. */
export class FakeOutput implements SpeechOutput {
  readonly #clock: Clock;
  readonly #listeners = new Set<(samples: Int16Array) => void>();
  #queue: { segment: SpeechSegment; heardMs: number; done: () => void }[] = [];
  #heard: Heard[] = [];
  #cancel: () => void = () => undefined;
  interruptions = 0;
  /** The expression of each segment that was passed to it, in order. */
  readonly expressions: (Expression | undefined)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get busy(): boolean {
    return this.#queue.length > 0;
  }

  play(segment: SpeechSegment, expression?: Expression): Promise<void> {
    this.expressions.push(expression);
    return new Promise((done) => {
      this.#queue.push({ segment, heardMs: 0, done });
      if (this.#queue.length === 1) this.#cancel = this.#clock.after(FRAME_MS, () => this.#tick());
    });
  }

  interrupt(): readonly Heard[] {
    this.interruptions++;
    this.#cancel();
    const heard = [...this.#heard, ...this.#queue.map(({ segment, heardMs }) => ({ segment, heardMs }))];
    const waiting = this.#queue;
    this.#queue = [];
    this.#heard = [];
    for (const { done } of waiting) done();
    return heard;
  }

  readonly onSent = (listener: (samples: Int16Array) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Number of listeners to the sound sent. */
  get listeners(): number {
    return this.#listeners.size;
  }

  #tick(): void {
    const [playing] = this.#queue;
    if (!playing) return;
    const from = playing.heardMs * SAMPLES_PER_MS;
    const samples = new Int16Array(FRAME_MS * SAMPLES_PER_MS);
    samples.set(playing.segment.samples.subarray(from, from + samples.length));
    for (const listener of [...this.#listeners]) listener(samples);
    playing.heardMs += FRAME_MS;
    if (playing.heardMs >= playing.segment.samples.length / SAMPLES_PER_MS) {
      this.#queue.shift();
      this.#heard.push({ segment: playing.segment, heardMs: playing.heardMs });
      if (this.#queue.length === 0) this.#heard = [];
      playing.done();
    }
    if (this.#queue.length > 0) this.#cancel = this.#clock.after(FRAME_MS, () => this.#tick());
  }
}
