import type { SpeechSegment } from '@visavis/sound';
import type { SpeechOutput } from '../ports.js';
import { heardUntil, timedText, type HeardTimedText, type TimedText } from './heard-text.js';

/** What of one reply was given to the output, and how much of it was heard. */
export class Spoken {
  readonly #output: SpeechOutput;
  readonly #segments: { readonly segment: SpeechSegment; readonly timed: TimedText; done: boolean }[] = [];

  constructor(output: SpeechOutput) {
    this.#output = output;
  }

  /** @returns Resolves when it was heard, or interrupted. A failure may be caught late: it never goes unhandled. */
  play(segment: SpeechSegment): Promise<void> {
    const entry = { segment, timed: timedText(segment), done: false };
    this.#segments.push(entry);
    const played = this.#output.play(segment).then(() => void (entry.done = true));
    played.catch(() => undefined);
    return played;
  }

  /** Every segment of the reply, in order, as far as it is heard once `soundedMs` of sound have been sent. */
  heardAfter(soundedMs: number): HeardTimedText[] {
    const whole = this.#segments.map(({ timed }) => ({ ...timed, heardMs: timed.durationMs }));
    return heardUntil(whole, soundedMs);
  }

  /** Silences the output. @returns Every segment of the reply, in order, with what was heard of it. */
  interrupt(): HeardTimedText[] {
    // The output remembers only since it was last empty; what was finished before was heard in full.
    const interrupted = new Map(this.#output.interrupt().map(({ segment, heardMs }) => [segment, heardMs]));
    return this.#segments.map(({ segment, timed, done }) => ({
      ...timed,
      heardMs: interrupted.get(segment) ?? (done ? timed.durationMs : 0),
    }));
  }
}
