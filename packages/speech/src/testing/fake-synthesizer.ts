import type { SpeechSegment } from '@visavis/sound';
import type { SynthesisOptions, Synthesizer } from '../ports.js';
import { FakeEngine } from './fake-engine.js';

/** Speaks every sentence in one second of sound. */
export class FakeSynthesizer extends FakeEngine implements Synthesizer {
  readonly voices = ['fake'];
  readonly spoken: string[] = [];
  /** The voice requested, sentence by sentence. */
  readonly voicesAsked: (string | undefined)[] = [];
  /** The language of each sentence. */
  readonly languages: (string | undefined)[] = [];
  failure: Error | undefined;

  async *synthesize(
    text: string,
    { voice, language, signal }: SynthesisOptions,
  ): AsyncGenerator<SpeechSegment, void, undefined> {
    await Promise.resolve();
    signal.throwIfAborted();
    if (this.failure) throw this.failure;
    this.spoken.push(text);
    this.voicesAsked.push(voice);
    this.languages.push(language);
    yield { samples: new Int16Array(48_000).fill(5_000), text };
  }
}
