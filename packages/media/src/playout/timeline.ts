import type { Expression } from '@visavis/core';
import type { SpeechSegment } from '@visavis/sound';

/** A segment in the queue. Its times are samples on the playout's own count. */
export interface Entry {
  readonly segment: SpeechSegment;
  readonly expression: Expression | undefined;
  /** The instant of the first sample that it could have been. */
  readonly queuedAt: number;
  /** The instant of its first sample; unknown until the next tick schedules it. */
  startsAt: number | undefined;
  readonly finished: () => void;
}

export function endsAt(entry: Entry): number | undefined {
  return entry.startsAt === undefined ? undefined : entry.startsAt + entry.segment.samples.length;
}

/**
 * Copies the sound of `entries` between `from` and `from + into.length`.
 *
 * @returns Whether any sample was written.
 */
export function copySound(entries: readonly Entry[], from: number, into: Int16Array): boolean {
  let wrote = false;
  for (const { segment, startsAt } of entries) {
    if (startsAt === undefined) break;
    const skip = Math.max(0, from - startsAt);
    const at = Math.max(0, startsAt - from);
    if (at >= into.length) break;
    const part = segment.samples.subarray(skip, skip + into.length - at);
    if (part.length === 0) continue;
    into.set(part, at);
    wrote = true;
  }
  return wrote;
}

/** Fades out in a raised cosine over the whole of `samples`, in place. @returns `samples`. */
export function fadeOut(samples: Int16Array): Int16Array {
  for (let i = 0; i < samples.length; i++) {
    const gain = 0.5 + 0.5 * Math.cos((Math.PI * (i + 1)) / samples.length);
    samples[i] = Math.round((samples[i] ?? 0) * gain);
  }
  return samples;
}
