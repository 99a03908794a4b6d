import type { Clock } from '@visavis/core';

/** One text of the conversation's history. */
export interface HistoryText {
  readonly role: 'user' | 'assistant' | 'system';
  readonly text: string;
}

export interface ReplayFilterOptions {
  readonly clock: Clock;
  /** Adds a text that is new to the conversation. Brings no reply by itself. */
  append(entry: HistoryText): void;
}

/** A `response.create` so soon after a text makes it typed input; a text so soon after `session.update` is a replay. */
const TOGETHER_MS = 50;
/** A text repeated within so many is a replay, whenever it comes. */
const RECENT = 10;
/** Texts remembered to know what the conversation holds already; older ones are forgotten first. */
const MAX_REMEMBERED = 500;
/** Texts waiting for their `response.create`, and their characters; when more come, the oldest is decided without waiting. */
const MAX_HELD = 100;
const MAX_HELD_CHARS = 320_000;
/**
 * What clients show while they wait for the transcript, and for speech that was not understood, sent by mistake as if the
 * user had said it.
 */
const PLACEHOLDERS = ['Listening...', '…', '...'];

interface Held {
  readonly entry: HistoryText;
  readonly afterUpdate: boolean;
  readonly cancel: () => void;
}

/**
 * Distinguishes what the user has just typed from history that a client repeats. One client sends its last texts with
 * every change of its list, placeholder included; without this the conversation fills with duplicates (conformance
 * Rule 22). A text is held for 50 ms: directly followed by `response.create` it is typed and always kept, otherwise it is
 * kept unless the conversation has it already.
 */
export class ReplayFilter {
  readonly #options: ReplayFilterOptions;
  readonly #held: Held[] = [];
  readonly #remembered: string[] = [];
  #lastUpdateMs = -Infinity;
  #hasAudio = false;

  constructor(options: ReplayFilterOptions) {
    this.#options = options;
  }

  /** A `conversation.item.create` with a text came. */
  textReceived({ role, text }: HistoryText): void {
    const entry = { role, text: text.trim() };
    if (entry.text === '' || PLACEHOLDERS.includes(entry.text)) return;
    while (this.#isFull) this.#decideOldest();
    const nowMs = this.#options.clock.nowMs();
    this.#held.push({
      entry,
      afterUpdate: !this.#hasAudio || nowMs - this.#lastUpdateMs <= TOGETHER_MS,
      cancel: this.#options.clock.after(TOGETHER_MS, () => this.#decideOldest()),
    });
  }

  /** A `response.create` came: it asks about the last text held, which is always kept. */
  responseRequested(): void {
    const typed = this.#held.pop();
    this.flush();
    typed?.cancel();
    if (typed) this.#keep(typed.entry);
  }

  /** Decides on all held texts now, since a message behind them cannot wait. */
  flush(): void {
    while (this.#held.length > 0) this.#decideOldest();
  }

  /** The conversation received a text another way: spoken by the user, or typed in a message of its own. */
  remember(entry: HistoryText): void {
    this.#remembered.push(keyOf({ ...entry, text: entry.text.trim() }));
    if (this.#remembered.length > MAX_REMEMBERED) this.#remembered.shift();
  }

  /** A `session.update` came. */
  updateReceived(): void {
    this.#lastUpdateMs = this.#options.clock.nowMs();
  }

  /** The client's microphone is open: from now on texts are not taken for history merely because they come early. */
  audioReceived(): void {
    this.#hasAudio = true;
  }

  /** Drops what is still held. Idempotent. */
  close(): void {
    for (const { cancel } of this.#held.splice(0)) cancel();
  }

  get #isFull(): boolean {
    const chars = this.#held.reduce((sum, { entry }) => sum + entry.text.length, 0);
    return this.#held.length >= MAX_HELD || chars > MAX_HELD_CHARS;
  }

  #decideOldest(): void {
    const held = this.#held.shift();
    if (!held) return;
    held.cancel();
    const known = held.afterUpdate ? this.#remembered : this.#remembered.slice(-RECENT);
    if (!known.includes(keyOf(held.entry))) this.#keep(held.entry);
  }

  #keep(entry: HistoryText): void {
    this.remember(entry);
    this.#options.append(entry);
  }
}

function keyOf({ role, text }: HistoryText): string {
  return `${role}\n${text}`;
}
