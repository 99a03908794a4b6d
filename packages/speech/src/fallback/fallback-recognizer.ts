import { CodedError, type Clock, type Complete } from '@visavis/core';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import { inTime } from '../deadline.js';
import type { Expected, FinalTranscript, PhrasePosition, RecognitionStream, SpeechRecognizer } from '../ports.js';
import type { Candidate } from './candidate.js';
import { FallbackEngine, type FallbackOptions } from './fallback-engine.js';

/** Sound of one utterance that is kept for the next recogniser. Later sound is dropped, as recognisers do. */
const MAX_SAMPLES = 60 * LISTEN_RATE_HZ;

/** A list of recognisers as one. An utterance with which one fails is heard by the next one from its beginning. */
export class FallbackRecognizer extends FallbackEngine<SpeechRecognizer> implements Complete<SpeechRecognizer> {
  constructor(options: FallbackOptions<SpeechRecognizer>) {
    super(options);
  }

  get vocabulary(): SpeechRecognizer['vocabulary'] {
    return this.current.vocabulary;
  }

  open(expected: Expected = {}): RecognitionStream {
    return new FallbackRecognition({
      candidates: this.#orderFor(expected),
      expected,
      limitOf: (candidate) => this.limitOf(candidate),
      clock: this.clock,
    });
  }

  /** Those that understand the language come first. */
  #orderFor({ language }: Expected): readonly Candidate<SpeechRecognizer>[] {
    if (language === undefined) return this.inOrder();
    const rank = ({ engine, health }: Candidate<SpeechRecognizer>): number =>
      health.state !== 'failed' && understands(engine, language) ? 0 : 1;
    return [...this.inOrder()].sort((a, b) => rank(a) - rank(b));
  }
}

function understands({ info }: SpeechRecognizer, language: string): boolean {
  const wanted = subtagOf(language);
  return info.languages === 'any' || info.languages.some((known) => known === 'any' || subtagOf(known) === wanted);
}

const subtagOf = (language: string): string => language.toLowerCase().split('-')[0] ?? '';

interface RecognitionOptions {
  readonly candidates: readonly Candidate<SpeechRecognizer>[];
  readonly expected: Expected;
  limitOf(candidate: Candidate<SpeechRecognizer>): number;
  readonly clock: Clock;
}

class FallbackRecognition implements Complete<RecognitionStream> {
  readonly #options: RecognitionOptions;
  readonly #left: Candidate<SpeechRecognizer>[];
  readonly #closing = new AbortController();
  #sound: Float32Array[] = [];
  #samples = 0;
  #candidate: Candidate<SpeechRecognizer> | undefined;
  #stream: RecognitionStream | undefined;
  #failure: unknown = new CodedError('provider.failed', 'no recogniser of the list can be used');

  constructor(options: RecognitionOptions) {
    this.#options = options;
    this.#left = [...options.candidates];
    this.#begin();
  }

  get interim(): string | undefined {
    return this.#stream?.interim;
  }

  get phrase(): PhrasePosition | undefined {
    return this.#stream?.phrase;
  }

  get turnEnded(): boolean | undefined {
    return this.#stream?.turnEnded;
  }

  write(samples: Float32Array): void {
    if (this.#closing.signal.aborted || this.#samples + samples.length > MAX_SAMPLES) return;
    this.#samples += samples.length;
    this.#sound.push(samples.slice());
    this.#stream?.write(samples);
  }

  async finish(): Promise<FinalTranscript> {
    const { clock, limitOf } = this.#options;
    const { signal } = this.#closing;
    signal.throwIfAborted();
    for (; this.#stream && this.#candidate; this.#begin()) {
      const candidate = this.#candidate;
      try {
        const limits = { clock, what: candidate.name, withinMs: limitOf(candidate), signal };
        const transcript = await inTime(this.#stream.finish(), limits);
        candidate.worked();
        return transcript;
      } catch (error) {
        signal.throwIfAborted();
        this.#failed(candidate, error);
      } finally {
        this.#stream.close();
      }
    }
    throw this.#failure;
  }

  close(): void {
    this.#closing.abort(new DOMException('The recognition was abandoned', 'AbortError'));
    this.#stream?.close();
    this.#sound = [];
  }

  /** Opens the next recogniser, which receives the sound so far. */
  #begin(): void {
    this.#stream = undefined;
    for (let next = this.#left.shift(); next; next = this.#left.shift()) {
      this.#candidate = next;
      try {
        this.#stream = next.engine.open(this.#options.expected);
        for (const samples of this.#sound) this.#stream.write(samples);
        return;
      } catch (error) {
        this.#failed(next, error);
      }
    }
  }

  #failed(candidate: Candidate<SpeechRecognizer>, error: unknown): void {
    this.#failure = error;
    candidate.failed(error);
  }
}
