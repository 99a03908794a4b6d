import type { Clock } from '@visavis/core';
import type { FinalTranscript, RecognitionStream } from '../ports.js';
import type { ReportedWords } from './reported-words.js';

/** Words that have not changed for so long after the end of an utterance are all that there are. */
const SETTLED_MS = 400;
/** A client that has reported nothing for so long after the end has recognised nothing: a cough, or a noise. */
const NOTHING_MS = 1_200;
/** An answer waits no longer for words that go on changing. */
const LONGEST_MS = 2_000;

/**
 * One utterance whose words the client recognises. Its beginning and its end are found in the sound; the words come later than
 * the sound, so that its end waits for them.
 */
export class ClientUtterance implements RecognitionStream {
  readonly #words: ReportedWords;
  readonly #clock: Clock;
  /** Its words, once it has ended. */
  #ended: string | undefined;
  #finish: ((transcript: FinalTranscript) => void) | undefined;
  #cancelSettling: () => void = () => undefined;
  #cancelLongest: () => void = () => undefined;

  constructor(words: ReportedWords, clock: Clock) {
    this.#words = words;
    this.#clock = clock;
  }

  get interim(): string | undefined {
    return (this.#ended ?? this.#words.text) || undefined;
  }

  /** The sound itself is not recognised here. */
  write(): void {
    // The client hears the same sound.
  }

  finish(): Promise<FinalTranscript> {
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#cancelLongest = this.#clock.after(LONGEST_MS, () => this.settle());
      const { last } = this.#words;
      // Words that came just now and will not change are of all that was said; older ones may be of its beginning alone.
      if (last?.final && this.#clock.nowMs() - last.atMs <= SETTLED_MS && this.#words.text !== '') this.settle();
      else this.#awaitSettled();
    });
  }

  /** The client has reported more. */
  heard(): void {
    if (!this.#finish || this.#ended !== undefined) return;
    if (this.#words.last?.final && this.#words.text !== '') this.settle();
    else this.#awaitSettled();
  }

  /** Ends with the words that there are. Does nothing before the utterance has ended. */
  settle(): void {
    if (!this.#finish || this.#ended !== undefined) return;
    this.#cancel();
    this.#ended = this.#words.take();
    this.#finish({ text: this.#ended });
  }

  close(): void {
    this.#cancel();
    this.#ended ??= '';
  }

  #awaitSettled(): void {
    this.#cancelSettling();
    const waitMs = this.#words.text === '' ? NOTHING_MS : SETTLED_MS;
    this.#cancelSettling = this.#clock.after(waitMs, () => this.settle());
  }

  #cancel(): void {
    this.#cancelSettling();
    this.#cancelLongest();
  }
}
