import { PLAYOUT_RATE_HZ, type SpeechSegment, type TimedPhone, type TimedWord } from '@visavis/sound';
import type { AlignmentStream } from '../ports.js';

const SAMPLES_PER_MS = PLAYOUT_RATE_HZ / 1000;

/**
 * One stretch of speech that comes without phones. Its segments are played at once, and receive their phones while they
 * wait or sound: no sound is later for it.
 */
export class AlignedSpeech {
  readonly #stream: AlignmentStream;
  #durationMs = 0;

  /** @param stream Closed with this. */
  constructor(stream: AlignmentStream) {
    this.#stream = stream;
  }

  /** Duration of its sound so far, ms. */
  get durationMs(): number {
    return this.#durationMs;
  }

  /** @returns The segment to be played in its place. */
  add(segment: SpeechSegment): SpeechSegment {
    const fromMs = this.#durationMs;
    this.#durationMs += segment.samples.length / SAMPLES_PER_MS;
    if (segment.samples.length === 0) return segment;
    this.#stream.write(segment.samples);
    return new AlignedSegment(segment, this.#stream, { fromMs, toMs: this.#durationMs });
  }

  /** No more sound comes. */
  end(): void {
    this.#stream.end();
  }

  /** Idempotent. */
  close(): void {
    this.#stream.close();
  }
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A segment whose phones are those found until they are read. */
class AlignedSegment implements SpeechSegment {
  readonly samples: Int16Array;
  readonly text: string;
  readonly words?: readonly TimedWord[];
  readonly #stream: Pick<AlignmentStream, 'phones'>;
  readonly #span: Span;
  #found: readonly TimedPhone[] | undefined;
  #phones: readonly TimedPhone[] = [];

  constructor({ samples, text, words }: SpeechSegment, stream: Pick<AlignmentStream, 'phones'>, span: Span) {
    this.samples = samples;
    this.text = text;
    if (words) this.words = words;
    this.#stream = stream;
    this.#span = span;
  }

  get phones(): readonly TimedPhone[] {
    const found = this.#stream.phones;
    if (found !== this.#found) {
      this.#found = found;
      const phones = within(found, this.#span);
      if (!equal(phones, this.#phones)) this.#phones = phones;
    }
    return this.#phones;
  }
}

function within(phones: readonly TimedPhone[], { fromMs, toMs }: Span): TimedPhone[] {
  const part: TimedPhone[] = [];
  for (const { phone, endMs } of phones) {
    if (endMs <= fromMs) continue;
    part.push({ phone, endMs: Math.min(endMs, toMs) - fromMs });
    if (endMs >= toMs) break;
  }
  return part;
}

function equal(a: readonly TimedPhone[], b: readonly TimedPhone[]): boolean {
  return a.length === b.length && a.every(({ phone, endMs }, i) => phone === b[i]?.phone && endMs === b[i].endMs);
}
