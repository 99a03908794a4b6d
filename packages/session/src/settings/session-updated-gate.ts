import type { Clock } from '@visavis/core';

/** Silence after which the client has sent all of its settings. */
const SETTLE_MS = 250;
/** How often a further setting may put the initial answer off: a client that never stops must still be answered. */
const MAX_DEFERRALS = 3;
/** A client may still be waiting for its microphone so long after the initial answer. */
const MICROPHONE_WAIT_MS = 3_000;
/** Settings that change nothing are acknowledged no more often; one client repeats them in storms. */
const ACKNOWLEDGE_EVERY_MS = 100;

/**
 * Decides when `session.updated` goes out. Clients open their microphone on it, and four of them a second one when it
 * comes twice early on; so the initial one is sent exactly once (conformance Rule 7), and only explicit `session.update`
 * messages are answered afterwards (conformance Rule 8).
 */
export class SessionUpdatedGate {
  readonly #clock: Clock;
  readonly #send: () => void;
  readonly #unasked: boolean;
  #cancel: () => void = () => undefined;
  #phase: 'before' | 'asked for' | 'waiting' | 'settling' | 'sent' | 'closed' = 'before';
  #deferrals = 0;
  #initialMs = 0;
  #lastMs = 0;
  #hasAudio = false;

  /**
   * @param send Sends one `session.updated` with the present settings.
   * @param unasked Whether the initial one goes out to clients that have set nothing, too.
   */
  constructor(clock: Clock, send: () => void, { unasked }: { unasked: boolean }) {
    this.#clock = clock;
    this.#send = send;
    this.#unasked = unasked;
  }

  /** `session.created` was sent. */
  start(): void {
    if (this.#phase === 'asked for' || (this.#phase === 'before' && this.#unasked)) this.#settle();
    else if (this.#phase === 'before') this.#phase = 'waiting';
  }

  /** A message of the conversation's history came: the client is still preparing. */
  historyReceived(): void {
    this.#defer();
  }

  /** A `session.update` came and was applied. @param changed Whether it changed a setting. */
  updateReceived(changed: boolean): void {
    if (this.#phase === 'before') this.#phase = 'asked for';
    if (this.#phase === 'waiting') return this.#settle();
    if (this.#phase === 'settling') return this.#defer();
    if (this.#phase !== 'sent') return;
    const nowMs = this.#clock.nowMs();
    if (!this.#hasAudio && nowMs - this.#initialMs < MICROPHONE_WAIT_MS) return;
    const waitMs = changed ? 0 : this.#lastMs + ACKNOWLEDGE_EVERY_MS - nowMs;
    this.#cancel();
    if (waitMs <= 0) this.#acknowledge();
    // One answer for all that come until then.
    else this.#cancel = this.#clock.after(waitMs, () => this.#acknowledge());
  }

  /** The client's microphone is open. */
  audioReceived(): void {
    this.#hasAudio = true;
  }

  /** Nothing is sent any more. Idempotent. */
  close(): void {
    this.#phase = 'closed';
    this.#cancel();
  }

  #acknowledge(): void {
    this.#lastMs = this.#clock.nowMs();
    this.#send();
  }

  #settle(): void {
    this.#phase = 'settling';
    this.#arm();
  }

  #defer(): void {
    if (this.#phase !== 'settling' || this.#deferrals >= MAX_DEFERRALS) return;
    this.#deferrals++;
    this.#arm();
  }

  #arm(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(SETTLE_MS, () => {
      this.#phase = 'sent';
      this.#initialMs = this.#clock.nowMs();
      this.#acknowledge();
    });
  }
}
