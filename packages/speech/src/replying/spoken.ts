import type { SpeechSegment } from '@visavis/media';
import type { Heard, SpeechOutput } from '../ports.js';

/** Playout segments' samples per ms: 48 kHz. */
const SAMPLES_PER_MS = 48;

/** What of one reply was given to the output, and how much of it was heard. */
export class Spoken {
  readonly #output: SpeechOutput;
  readonly #segments: { readonly segment: SpeechSegment; done: boolean }[] = [];

  constructor(output: SpeechOutput) {
    this.#output = output;
  }

  /** @returns Resolves when it was heard, or interrupted. A failure may be caught late: it never goes unhandled. */
  play(segment: SpeechSegment): Promise<void> {
    const entry = { segment, done: false };
    this.#segments.push(entry);
    const played = this.#output.play(segment).then(() => void (entry.done = true));
    played.catch(() => undefined);
    return played;
  }

  /** Silences the output. @returns Every segment of the reply, in order, with what was heard of it. */
  interrupt(): Heard[] {
    // The output remembers only since it was last empty; what was finished before was heard in full.
    const interrupted = new Map(this.#output.interrupt().map(({ segment, heardMs }) => [segment, heardMs]));
    return this.#segments.map(({ segment, done }) => ({
      segment,
      heardMs: interrupted.get(segment) ?? (done ? segment.samples.length / SAMPLES_PER_MS : 0),
    }));
  }
}
