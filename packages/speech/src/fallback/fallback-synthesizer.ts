import { CodedError, type Complete } from '@visavis/core';
import type { SpeechSegment } from '@visavis/sound';
import type { SynthesisOptions, Synthesizer } from '../ports.js';
import { sayableIn } from '../speakable/voice-script.js';
import { attempt } from './attempt.js';
import type { Candidate } from './candidate.js';
import { FallbackEngine, type FallbackOptions } from './fallback-engine.js';

/** How long a voice may fall silent within a sentence, ms; less than its listener waits. */
const STALL_MS = 10_000;

/**
 * A list of voices as one. A sentence that has begun to sound is never begun anew in another voice: its failure is that
 * of the sentence. Sentences of one reply, which have one signal, keep the voice that the first one had, while it works.
 */
export class FallbackSynthesizer extends FallbackEngine<Synthesizer> implements Complete<Synthesizer> {
  /** The voices that spoke, by the signal of their reply. */
  readonly #speaking = new WeakMap<AbortSignal, Candidate<Synthesizer>>();

  constructor(options: FallbackOptions<Synthesizer>) {
    super(options);
  }

  /** Those of all engines, each once. */
  get voices(): readonly string[] {
    return [...new Set(this.candidates.flatMap(({ engine }) => engine.voices))];
  }

  async *synthesize(text: string, options: SynthesisOptions): AsyncGenerator<SpeechSegment, void, undefined> {
    const { signal } = options;
    let failure: unknown = new CodedError('provider.failed', 'no voice of the list reads this script');
    for (const candidate of this.#orderFor(text, options)) {
      signal.throwIfAborted();
      let begun = false;
      try {
        const limits = { clock: this.clock, what: candidate.name, firstMs: this.limitOf(candidate), stallMs: STALL_MS };
        const { engine } = candidate;
        const segments = attempt((own) => engine.synthesize(text, { ...options, signal: own }), { ...limits, signal });
        for await (const segment of segments) {
          begun = true;
          this.#speaking.set(signal, candidate);
          yield segment;
        }
        return candidate.worked();
      } catch (error) {
        signal.throwIfAborted();
        candidate.failed(error);
        if (begun) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** The voice that speaks already, then those that have the wanted voice; none that cannot read the text. */
  #orderFor(text: string, { voice, signal }: SynthesisOptions): readonly Candidate<Synthesizer>[] {
    const reading = this.inOrder().filter(({ engine }) => sayableIn(text, engine.info.languages) !== 'foreign');
    const speaking = this.#speaking.get(signal);
    const rank = (candidate: Candidate<Synthesizer>): number => {
      if (candidate.health.state === 'failed') return 3;
      if (candidate === speaking) return 0;
      return voice !== undefined && candidate.engine.voices.includes(voice) ? 1 : 2;
    };
    return [...reading].sort((a, b) => rank(a) - rank(b));
  }
}
