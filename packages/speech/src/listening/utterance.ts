import type { Clock } from '@visavis/core';
import { inTime } from '../deadline.js';
import type { Expected, PhrasePosition, RecognitionStream, SpeechRecognizer } from '../ports.js';

/** Time limit for the final transcript; a slower recogniser has lost the utterance. */
const RECOGNITION_MS = 10_000;

/** Silence in which an interim transcript may be all that the user says: 128 ms. */
const SETTLED_FRAMES = 4;
/** Pauses of one utterance that are reported. */
const MAX_PAUSES = 3;

export interface UtteranceOptions {
  readonly recognizer: Pick<SpeechRecognizer, 'open'>;
  readonly expected: Expected;
  readonly startFrame: number;
  readonly clock: Clock;
}

/** One stretch of the user's speech while it is being recognised. Owns its recognition stream. */
export class Utterance {
  readonly #stream: RecognitionStream;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #interim: string | undefined;
  /** The interim transcript of the last pause. */
  #settled: string | undefined;
  #pauses = 0;

  /** Where the utterance began, in frames since the first one heard. */
  readonly startFrame: number;
  /** Whether its beginning was reported: it is taken for the user's. Never for one that was cut by hand. */
  announced = false;

  constructor({ recognizer, expected, startFrame, clock }: UtteranceOptions) {
    this.#stream = recognizer.open(expected);
    this.startFrame = startFrame;
    this.#clock = clock;
  }

  get interim(): string | undefined {
    return this.#stream.interim;
  }

  /** Where the interim transcript ends in the phrases that the recogniser expects. */
  get phrase(): PhrasePosition | undefined {
    return this.#stream.phrase;
  }

  /** Whether the recogniser hears that the user has finished. */
  get turnEnded(): boolean {
    return this.#stream.turnEnded === true;
  }

  write(samples: Float32Array): void {
    this.#stream.write(samples);
  }

  /** @returns The interim transcript when it is a new one. */
  takeNewInterim(): string | undefined {
    if (this.#stream.interim === this.#interim) return undefined;
    return (this.#interim = this.#stream.interim);
  }

  /**
   * @param silentFrames Frames of silence behind what was said so far.
   * @returns The interim transcript once the user pauses, as long as it is a new one; three times at most.
   */
  takeSettled(silentFrames: number): string | undefined {
    const { interim } = this.#stream;
    if (silentFrames < SETTLED_FRAMES || interim === this.#settled || this.#pauses === MAX_PAUSES) return undefined;
    this.#pauses++;
    return (this.#settled = interim);
  }

  /** @returns The final transcript. @throws {CodedError} `provider.*`; the signal's reason after `close`. */
  async finish(): Promise<string> {
    try {
      const limits = {
        clock: this.#clock,
        withinMs: RECOGNITION_MS,
        what: 'The recogniser',
        signal: this.#closing.signal,
      };
      const { text } = await inTime(this.#stream.finish(), limits);
      return text.trim();
    } finally {
      this.close();
    }
  }

  /** Abandons the recognition; idempotent. */
  close(): void {
    this.#closing.abort();
    this.#stream.close();
  }
}
