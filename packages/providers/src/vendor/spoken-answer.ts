import { PcmStream, type SpeechSegment } from '@visavis/sound';
import { AlignedSpeech } from '@visavis/speech';
import { CharacterWords, type HeardWord } from '../voice/character-words.js';
import { phonesOf } from '../voice/ipa.js';
import { PhoneLine } from '../voice/phone-line.js';
import { TimedSpeech } from '../voice/timed-speech.js';
import { WordFinder } from '../voice/word-finder.js';
import type { VoiceMessage } from './voice-message.js';

/** The sentence that is spoken, and how its voice speaks. */
export interface SpokenAnswerOptions {
  readonly text: string;
  readonly rateHz: number;
  /** Whether the voice reports its sounds. */
  readonly hasPhones: boolean;
}

/** The messages of one sentence become its segments, with the times that they bring. */
export class SpokenAnswer {
  readonly #text: string;
  readonly #speech: TimedSpeech;
  readonly #pcm = new PcmStream();
  readonly #finder: WordFinder;
  readonly #characters = new CharacterWords();
  readonly #line = new PhoneLine();
  readonly #aligned: AlignedSpeech | undefined;

  constructor({ text, rateHz, hasPhones }: SpokenAnswerOptions) {
    this.#text = text;
    this.#speech = new TimedSpeech(rateHz);
    this.#finder = new WordFinder(text);
    if (hasPhones) this.#aligned = new AlignedSpeech(this.#line);
  }

  /** Duration of the sound received, ms. */
  get receivedMs(): number {
    return this.#speech.receivedMs;
  }

  *take({ sound, characters = [], words = [], phones = [] }: VoiceMessage): Generator<SpeechSegment> {
    const fromMs = this.#speech.receivedMs;
    for (const { text, startMs, endMs } of characters)
      for (const word of this.#characters.push(text, fromMs + startMs, fromMs + endMs)) this.#addWord(word);
    for (const word of words) this.#addWord(word);
    for (const { text, startMs, endMs } of phones) {
      if (endMs === undefined) this.#line.begin(phonesOf(text), startMs);
      else this.#line.add(phonesOf(text), startMs, endMs);
    }
    if (sound) for (const segment of this.#speech.add(this.#pcm.push(sound))) yield this.#withPhones(segment);
  }

  /** @returns What is left; no more messages come. */
  *end(): Generator<SpeechSegment> {
    for (const word of this.#characters.end()) this.#addWord(word);
    this.#line.finish(this.#speech.receivedMs);
    for (const segment of this.#speech.end(this.#text)) yield this.#withPhones(segment);
  }

  #addWord({ word, startMs, endMs }: HeardWord): void {
    const found = this.#finder.find(word);
    if (found) this.#speech.addWord({ ...found, startMs, endMs });
  }

  #withPhones(segment: SpeechSegment): SpeechSegment {
    return this.#aligned?.add(segment) ?? segment;
  }
}
