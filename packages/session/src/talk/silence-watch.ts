import type { Clock, Events } from '@visavis/core';
import type { ConversationEvents } from '@visavis/speech';

export interface SilenceWatchOptions {
  /** Silence after which the face asks, ms; with 0 it never does. */
  readonly afterMs: number;
  readonly clock: Clock;
  /** Has the face ask whether there is anything else. */
  ask(): void;
}

/**
 * Has the face ask a question where the user says nothing for long after it has spoken; once, until it has said something
 * else.
 */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #userSpeaks = false;
  #faceSpeaks = false;
  #hasSpoken = false;
  /** Whether the question is being put to the face. */
  #asking = false;
  /** Whether the last reply was such a question. */
  #asked = false;
  #cancel: () => void = () => undefined;

  constructor(events: Events<ConversationEvents>, options: SilenceWatchOptions) {
    this.#options = options;
    events.on('speechStarted', () => this.#userChanged(true));
    events.on('speechStopped', () => this.#userChanged(false));
    events.on('replyStarted', () => (this.#asked = this.#asking));
    events.on('stateChanged', ({ to }) => this.#faceChanged(to.name !== 'listening'));
  }

  /** Idempotent. */
  close(): void {
    this.#cancel();
  }

  #userChanged(speaks: boolean): void {
    this.#userSpeaks = speaks;
    this.#wait();
  }

  #faceChanged(speaks: boolean): void {
    this.#faceSpeaks = speaks;
    this.#hasSpoken ||= speaks;
    this.#wait();
  }

  #wait(): void {
    this.#cancel();
    const silent = this.#hasSpoken && !this.#userSpeaks && !this.#faceSpeaks;
    const { clock, afterMs } = this.#options;
    if (afterMs > 0 && silent && !this.#asked) this.#cancel = clock.after(afterMs, () => this.#ask());
  }

  #ask(): void {
    this.#asking = true;
    this.#options.ask();
    this.#asking = false;
  }
}
