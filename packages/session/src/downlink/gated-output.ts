import type { Complete, Expression } from '@visavis/core';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import type { Heard, SpeechOutput } from '@visavis/speech';

interface Held {
  segment: SpeechSegment;
  expression: Expression | undefined;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Sound kept until a viewer can hear it. The turn synthesises one or two sentences ahead, so this is never reached. */
const MAX_HELD_SAMPLES = 60 * PLAYOUT_RATE_HZ;

/**
 * The session's playout, shut until {@link GatedOutput.open}: speech that starts before the viewer can hear it waits
 * and is then said from its beginning. When more waits than fits, the newest counts as interrupted.
 */
export class GatedOutput implements Complete<SpeechOutput> {
  readonly onSent: SpeechOutput['onSent'];
  readonly #output: SpeechOutput;
  #held: Held[] | undefined = [];

  constructor(output: SpeechOutput) {
    this.#output = output;
    this.onSent = output.onSent;
  }

  get busy(): boolean {
    return (this.#held?.length ?? 0) > 0 || this.#output.busy;
  }

  play(segment: SpeechSegment, expression?: Expression): Promise<void> {
    const held = this.#held;
    if (!held) return this.#output.play(segment, expression);
    const waiting = held.reduce((samples, { segment: { samples: more } }) => samples + more.length, 0);
    if (waiting + segment.samples.length > MAX_HELD_SAMPLES) return Promise.resolve();
    return new Promise((resolve, reject) => held.push({ segment, expression, resolve, reject }));
  }

  interrupt(): readonly Heard[] {
    const held = this.#held?.splice(0) ?? [];
    for (const { resolve } of held) resolve();
    return [...this.#output.interrupt(), ...held.map(({ segment }) => ({ segment, heardMs: 0 }))];
  }

  /** From now on everything passes. Idempotent. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { segment, expression, resolve, reject } of held)
      this.#output.play(segment, expression).then(resolve, reject);
  }
}
