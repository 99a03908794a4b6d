import type { Clock } from '@visavis/core';
import { languageOf } from './languages/index.js';
import { interrupts } from './listening/interrupting-words.js';
import { isMurmur, understood } from './listening/murmur.js';
import type { ReplySpeaker } from './replying/reply-speaker.js';

/** A sound over a reply in which no word is understood for so long is none of the user's: the reply goes on meanwhile. */
const WORDLESS_MS = 4_000;

export interface InterruptionsOptions {
  readonly speaker: Pick<ReplySpeaker, 'pause' | 'resume' | 'paused' | 'sounding' | 'asks'>;
  readonly clock: Clock;
  /** Words that silence a reply; with 0 every sound does. */
  readonly leastWords: number;
  /** Whether interim transcripts come while the user speaks: without them no reply waits for words. */
  hearsWords(): boolean;
}

/**
 * Decides whether what is said over a reply silences it. Either every sound does, until it is known whether it meant the
 * face; or the reply sounds on until words come that do.
 */
export class Interruptions {
  readonly #options: InterruptionsOptions;
  /** Whether the utterance under way began over a reply that sounds on. */
  #soundsOn = false;
  #interim = '';
  #cancelWait: () => void = () => undefined;
  /** The language that the user speaks, BCP 47. */
  language: string | undefined;

  constructor(options: InterruptionsOptions) {
    this.#options = options;
  }

  /** @returns Whether a reply sounds on, or may go on. */
  utteranceStarted(): boolean {
    this.#interim = '';
    const { speaker, leastWords, hearsWords } = this.#options;
    this.#soundsOn = leastWords > 0 && hearsWords() && speaker.sounding;
    return this.#soundsOn || this.#pause();
  }

  /** @param text What was understood of the utterance under way. */
  interimHeard(text: string): void {
    this.#interim = text;
    if (!this.#soundsOn || !this.#interrupts(text)) return;
    this.#soundsOn = false;
    this.#pause();
  }

  utteranceEnded(): void {
    this.#cancelWait();
  }

  /** Whether it was said over a reply, without meaning to end it. A "yes" to a question is an answer. */
  isAside(text: string): boolean {
    const { speaker } = this.#options;
    const sounds = this.#soundsOn && speaker.sounding;
    if (!speaker.paused && !this.#soundsOn) return false;
    if (understood(text) === '') return true;
    if (speaker.asks) return false;
    return sounds ? !this.#interrupts(text) : speaker.paused && isMurmur(text, languageOf(this.language));
  }

  /** Whether a reply is silenced, or to be, by the turn that was just taken. */
  get overReply(): boolean {
    const { speaker } = this.#options;
    return speaker.paused || (this.#soundsOn && speaker.sounding);
  }

  close(): void {
    this.#cancelWait();
  }

  #interrupts(text: string): boolean {
    return interrupts(text, Math.max(1, this.#options.leastWords), languageOf(this.language));
  }

  #pause(): boolean {
    const { speaker, clock, hearsWords } = this.#options;
    const paused = speaker.pause();
    this.#cancelWait();
    if (paused && hearsWords()) this.#cancelWait = clock.after(WORDLESS_MS, () => this.#goOn());
    return paused;
  }

  /** A television or a fan does not keep the face silent: words still do. */
  #goOn(): void {
    if (this.#interrupts(this.#interim) || !this.#options.speaker.paused) return;
    this.#soundsOn = true;
    this.#options.speaker.resume();
  }
}
