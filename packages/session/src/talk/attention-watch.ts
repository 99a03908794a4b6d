import type { Attention, Clock, Events } from '@visavis/core';
import type { ConversationEvents } from '@visavis/speech';

/** A reply that comes sooner needs no thought: a face that looks away for less than this twitches. */
const THINKS_AFTER_MS = 200;
/** When the user has stopped, the face goes on listening for so long: until it thinks, speaks, or knows that nothing was said. */
const LINGERS_MS = 1_000;

/** Follows a conversation: what the face attends to while it is silent. */
export class AttentionWatch {
  readonly #clock: Clock;
  readonly #attend: (attention: Attention) => void;
  #userSpeaks = false;
  #lingers = false;
  #thinks = false;
  #cancelLingering: () => void = () => undefined;
  #cancelThinking: () => void = () => undefined;

  /** @param attend Called with each change. */
  constructor(events: Events<ConversationEvents>, clock: Clock, attend: (attention: Attention) => void) {
    this.#clock = clock;
    this.#attend = attend;
    events.on('speechStarted', () => this.#speechStarted());
    events.on('speechStopped', () => this.#speechStopped());
    events.on('stateChanged', ({ to }) => this.#replyChanged(to.name));
  }

  /** Idempotent. */
  close(): void {
    this.#cancelLingering();
    this.#cancelThinking();
  }

  #speechStarted(): void {
    this.#cancelLingering();
    this.#userSpeaks = true;
    this.#report();
  }

  #speechStopped(): void {
    this.#userSpeaks = false;
    this.#lingers = true;
    this.#cancelLingering();
    this.#cancelLingering = this.#clock.after(LINGERS_MS, () => this.#endLingering());
    this.#report();
  }

  #endLingering(): void {
    this.#cancelLingering();
    this.#lingers = false;
    this.#report();
  }

  #replyChanged(state: 'listening' | 'thinking' | 'speaking' | 'closed'): void {
    this.#cancelThinking();
    if (state === 'thinking' && !this.#thinks)
      this.#cancelThinking = this.#clock.after(THINKS_AFTER_MS, () => this.#think());
    if (state === 'thinking') return;
    this.#thinks = false;
    if (state === 'speaking') this.#endLingering();
    else this.#report();
  }

  #think(): void {
    this.#thinks = true;
    this.#endLingering();
  }

  #report(): void {
    this.#attend(this.#userSpeaks || this.#lingers ? 'listening' : this.#thinks ? 'thinking' : 'idle');
  }
}
