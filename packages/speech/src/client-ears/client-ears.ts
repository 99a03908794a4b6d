import type { Clock } from '@visavis/core';
import type { Expected, RecognitionStream, UsedRecognizer } from '../ports.js';
import { ClientUtterance } from './client-utterance.js';
import { ReportedWords, type ClientTranscript } from './reported-words.js';

/** Ports of {@link ClientEars}. */
export interface ClientEarsOptions {
  /** Recognises what the client does not. */
  readonly recognizer: UsedRecognizer;
  readonly clock: Clock;
}

/**
 * The ears of one session whose client may recognise its user by itself. Only the words come from the client: when the user
 * speaks, what is an echo, and when a turn has ended is found in the sound as ever, so that words alone make no turn.
 */
export class ClientEars implements UsedRecognizer {
  readonly #options: ClientEarsOptions;
  #words = new ReportedWords();
  #utterance: ClientUtterance | undefined;
  #inUse = false;
  /** Whether turns are taken by hand: a turn is then all that was reported since the last one. */
  byHand = false;

  constructor(options: ClientEarsOptions) {
    this.#options = options;
  }

  /** Whether the client recognises its user, from the next utterance on. */
  get inUse(): boolean {
    return this.#inUse;
  }

  set inUse(inUse: boolean) {
    if (inUse !== this.#inUse) this.#words = new ReportedWords();
    this.#inUse = inUse;
  }

  get info(): UsedRecognizer['info'] {
    return { streams: this.#inUse || this.#options.recognizer.info.streams };
  }

  open(expected?: Expected): RecognitionStream {
    // The words of the one before are complete: what comes from now on is of this one.
    this.#utterance?.settle();
    if (!this.#inUse) return this.#options.recognizer.open(expected);
    const { clock } = this.#options;
    if (!this.byHand) this.#words.begin(clock.nowMs());
    return (this.#utterance = new ClientUtterance(this.#words, clock));
  }

  /** The client reports words. They have no effect where it does not recognise its user. */
  heard(transcript: ClientTranscript): void {
    if (!this.#inUse) return;
    this.#words.report(transcript, this.#options.clock.nowMs());
    this.#utterance?.heard();
  }

  /** @param text What the face has said of a reply until now: words like it may be an echo. */
  faceSaid(text: string): void {
    this.#words.faceSaid(text, this.#options.clock.nowMs());
  }

  /** Forgets the words that belong to no utterance yet. */
  clear(): void {
    this.#words.take();
  }
}
