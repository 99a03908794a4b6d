import type { TimedPhone } from '@visavis/sound';
import type { AlignmentStream } from '@visavis/speech';

/** Time between two sounds that is no pause, ms: services round. */
const JOIN_MS = 25;

/** The phones of one sentence as its voice reports them, which may be before their sound or after it. */
export class PhoneLine implements AlignmentStream {
  #phones: readonly TimedPhone[] = [];
  /** A sound whose end is not known yet. */
  #begun: { readonly phones: readonly string[]; readonly startMs: number } | undefined;

  get phones(): readonly TimedPhone[] {
    return this.#phones;
  }

  /** @param phones Of one sound, in order; they share its time. @param startMs Counted from the start of the sentence. */
  add(phones: readonly string[], startMs: number, endMs: number): void {
    const lastMs = this.#phones.at(-1)?.endMs ?? 0;
    if (!(endMs > lastMs) || phones.length === 0) return;
    const isPause = startMs - lastMs > JOIN_MS;
    const fromMs = isPause ? startMs : lastMs;
    const timed = phones.map((phone, i) => ({ phone, endMs: fromMs + ((endMs - fromMs) * (i + 1)) / phones.length }));
    this.#phones = [...this.#phones, ...(isPause ? [{ phone: 'pau', endMs: startMs }] : []), ...timed];
  }

  /** Adds a sound that lasts until the next one, or until {@link finish}. The other parameters are those of {@link add}. */
  begin(phones: readonly string[], startMs: number): void {
    this.finish(startMs);
    this.#begun = { phones, startMs };
  }

  /** @param endMs The end of the sound that was begun last; none is added where there is no such sound. */
  finish(endMs: number): void {
    if (this.#begun) this.add(this.#begun.phones, this.#begun.startMs, endMs);
    this.#begun = undefined;
  }

  /** Their sound says nothing here: the voice does. */
  write(): void {
    return;
  }

  end(): void {
    return;
  }

  close(): void {
    return;
  }
}
