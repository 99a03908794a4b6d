import { readFileSync } from 'node:fs';
import type { TimedPhone } from '@visavis/sound';
import type { Segment } from 'soundswallower';
import { countBigrams, setLoopGrammar, setTextGrammar, type PhoneBigrams, type Spelling } from './alignment-grammar.js';
import { ANY_SOUNDS, inDictionary, type AlignableWord } from './alignment-words.js';
import { addUnknownSounds, isUnknownSound } from './grammar.js';
import { languageOfModel, type ModelLanguage, type ModelName } from './model-language.js';
import { loadNative, modelFile, type NativeDecoder } from './native.js';

/** A stretch of sound whose phones are wanted. */
export interface Window {
  /** Mono at `LISTEN_RATE_HZ`, −1…1. */
  readonly samples: Float32Array;
  /** The text that is spoken from its beginning on; `undefined` where it is not known. */
  readonly words: readonly AlignableWord[] | undefined;
  /** Whether the text ends in it. */
  readonly last: boolean;
}

/** The phones of a {@link Window}, and how much of it is settled. */
export interface WindowPhones {
  /** From the start of the window. */
  readonly phones: readonly TimedPhone[];
  /** More sound changes nothing before this instant, at the border of two sounds; 0 where that is not known. */
  readonly settledMs: number;
  /** The text behind that instant; `undefined` where it is not known. */
  readonly wordsLeft: readonly AlignableWord[] | undefined;
}

/** What lies so close to the end of a window may still be heard otherwise when more follows. */
const UNSETTLED_MS = { word: 400, phone: 160 } as const;

/** A word or a bare sound that was heard. */
interface Heard {
  readonly word: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly phones: readonly TimedPhone[];
}

/** Finds the sounds of one window at a time. */
export class PhoneDecoder {
  readonly #spelling: Spelling;
  readonly #language: ModelLanguage;
  readonly #bigrams: PhoneBigrams;
  /** Whether the grammar is that of any sounds. */
  #looping = false;

  private constructor(spelling: Spelling, language: ModelLanguage, bigrams: PhoneBigrams) {
    this.#spelling = spelling;
    this.#language = language;
    this.#bigrams = bigrams;
  }

  static async load(model: ModelName): Promise<PhoneDecoder> {
    const language = languageOfModel(model);
    const phones = [...language.phones.keys()];
    const { native, decoder } = await loadNative(model);
    addUnknownSounds(decoder, phones);
    const bigrams = countBigrams(readFileSync(modelFile(model, 'dict.txt'), 'utf8'));
    return new PhoneDecoder({ native, decoder, phones }, language, bigrams);
  }

  /** @returns The phones; as far as the text is not what is spoken, or cannot be followed, those of single sounds. */
  find({ samples, words, last }: Window): WindowPhones {
    const { decoder } = this.#spelling;
    const known = inDictionary(words ?? [], (word) => Boolean(decoder.lookup_word(word)));
    if (!known.some((word) => word !== ANY_SOUNDS)) return settledInLoop(this.#loop(samples));
    setTextGrammar(this.#spelling, known, last);
    this.#looping = false;
    const heard = this.#decode(samples);
    if (heard.length > 0) return settledInText(heard, known);
    // With more sound the text may be found.
    return { phones: phonesOf(this.#loop(samples)), settledMs: 0, wordsLeft: known };
  }

  #loop(samples: Float32Array): Heard[] {
    if (!this.#looping) setLoopGrammar(this.#spelling, this.#bigrams);
    this.#looping = true;
    return this.#decode(samples);
  }

  #decode(samples: Float32Array): Heard[] {
    const { decoder } = this.#spelling;
    decoder.start();
    decoder.process_audio(samples, false, false);
    decoder.stop();
    const { w = [] } = alignmentOf(decoder);
    return w.map(({ t, b, d, w: parts = [] }) => ({
      word: t.replace(/\(\d+\)$/, ''),
      startMs: ms(b),
      endMs: ms(b + d),
      phones: parts.map((part) => ({
        phone: this.#language.phones.get(part.t) ?? 'pau',
        endMs: ms(part.b + part.d),
      })),
    }));
  }
}

/** Where the grammar was not followed to its end, the library returns no JSON at all. */
function alignmentOf(decoder: NativeDecoder): Partial<Segment> {
  try {
    return decoder.get_alignment({ align_level: 1 });
  } catch {
    return {};
  }
}

const ms = (seconds: number): number => Math.round(seconds * 1000);
const isFiller = (word: string): boolean => /^[<[(+]/.test(word);

function settledInLoop(heard: readonly Heard[]): WindowPhones {
  const endMs = heard.at(-1)?.endMs ?? 0;
  const settled = heard.findLast((sound) => sound.endMs <= endMs - UNSETTLED_MS.phone);
  return { phones: phonesOf(heard), settledMs: settled?.endMs ?? 0, wordsLeft: undefined };
}

/** Settled is what comes before a word of the text that begins well before the end. */
function settledInText(heard: readonly Heard[], known: readonly AlignableWord[]): WindowPhones {
  const endMs = heard.at(-1)?.endMs ?? 0;
  let next = 0;
  let settled = { ms: 0, next: 0 };
  for (const { word, startMs } of heard) {
    if (isFiller(word) || isUnknownSound(word)) continue;
    while (next < known.length && known[next] !== word) next++;
    if (startMs <= endMs - UNSETTLED_MS.word) settled = { ms: startMs, next };
    next++;
  }
  return { phones: phonesOf(heard), settledMs: settled.ms, wordsLeft: known.slice(settled.next) };
}

function phonesOf(heard: readonly Heard[]): TimedPhone[] {
  return heard.flatMap(({ word, endMs, phones }) => (isFiller(word) ? [{ phone: 'pau', endMs }] : phones));
}
