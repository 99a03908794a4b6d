import type { Complete } from '@visavis/core';
import { PLAYOUT_RATE_HZ, type SpeechSegment, type TimedWord } from '@visavis/sound';
import type { SynthesisOptions, Synthesizer } from '../ports.js';
import { Speller, type Pronunciations, type Respelling } from './respelling.js';

const MS_PER_SAMPLE = 1000 / PLAYOUT_RATE_HZ;

/**
 * A synthesiser that says words as a dictionary has them. What it reports is about the text as it is written, so that
 * what was heard stays right.
 *
 * @param synthesizer Its owner closes it.
 */
export function withPronunciations(
  synthesizer: Synthesizer,
  pronunciations: Pronunciations | undefined,
): Complete<Synthesizer> {
  if (!pronunciations || Object.keys(pronunciations).length === 0) return synthesizer;
  const speller = new Speller(pronunciations);
  return {
    get info() {
      return synthesizer.info;
    },
    get health() {
      return synthesizer.health;
    },
    get events() {
      return synthesizer.events;
    },
    get voices() {
      return synthesizer.voices;
    },
    prepare: () => synthesizer.prepare(),
    close: () => synthesizer.close(),
    synthesize: (text, options) => respelt(synthesizer, speller, text, options),
  };
}

async function* respelt(
  synthesizer: Synthesizer,
  speller: Speller,
  text: string,
  options: SynthesisOptions,
): AsyncGenerator<SpeechSegment> {
  const respelling = speller.spell(text);
  let startMs = 0;
  for await (const segment of synthesizer.synthesize(respelling.said, options)) {
    yield new RespeltSegment(segment, respelling, startMs);
    startMs += segment.samples.length * MS_PER_SAMPLE;
  }
}

class RespeltSegment implements SpeechSegment {
  readonly samples: Int16Array;
  readonly text: string;
  readonly words?: readonly TimedWord[];
  readonly #segment: SpeechSegment;

  constructor(segment: SpeechSegment, respelling: Respelling, startMs: number) {
    const { samples, text, words } = segment;
    this.samples = samples;
    this.text = respelling.textOf(text);
    if (words) this.words = respelling.wordsOf(words, startMs);
    this.#segment = segment;
  }

  /** Read anew each time, as more of them may be found later. */
  get phones(): SpeechSegment['phones'] {
    return this.#segment.phones;
  }
}
