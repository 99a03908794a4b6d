import type { Complete } from '@visavis/core';
import type { SpeechSegment } from '@visavis/sound';
import type { EngineInfo } from '../engine.js';
import type { Aligner, SynthesisOptions, Synthesizer } from '../ports.js';
import { AlignedSpeech } from './aligned-speech.js';

/**
 * A synthesiser whose segments have phones: its own where it reports them, else those that the aligner finds in its
 * sound. Sound is passed on as it comes.
 *
 * @param aligner Prepared with the synthesiser; its owner closes it.
 */
export function withPhones(synthesizer: Synthesizer, aligner: Aligner): Complete<Synthesizer> {
  return synthesizer.info.times.includes('phones') ? synthesizer : new PhonedSynthesizer(synthesizer, aligner);
}

class PhonedSynthesizer implements Complete<Synthesizer> {
  readonly #voice: Synthesizer;
  readonly #aligner: Aligner;

  constructor(voice: Synthesizer, aligner: Aligner) {
    this.#voice = voice;
    this.#aligner = aligner;
  }

  get info(): EngineInfo {
    return { ...this.#voice.info, times: [...this.#voice.info.times, 'phones'] };
  }

  get health(): Synthesizer['health'] {
    return this.#voice.health;
  }

  get events(): Synthesizer['events'] {
    return this.#voice.events;
  }

  get voices(): readonly string[] {
    return this.#voice.voices;
  }

  async prepare(): Promise<void> {
    // A face without an aligner still moves its mouth by loudness: only the voice's own failure is one.
    await Promise.all([this.#voice.prepare(), this.#aligner.prepare().catch(() => undefined)]);
  }

  close(): Promise<void> {
    return this.#voice.close();
  }

  async *synthesize(text: string, options: SynthesisOptions): AsyncGenerator<SpeechSegment> {
    const { language } = options;
    const speech = new AlignedSpeech(this.#aligner.open({ text, ...(language !== undefined && { language }) }));
    const stop = (): void => speech.close();
    options.signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const segment of this.#voice.synthesize(text, options))
        yield segment.phones ? segment : speech.add(segment);
    } finally {
      speech.end();
    }
  }
}
