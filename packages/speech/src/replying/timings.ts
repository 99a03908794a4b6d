import type { SpokenText } from './spoken-text.js';

/** The part of a reply that was heard. */
export interface HeardReply {
  readonly spoken: SpokenText;
  /** Duration of the sound that was heard, ms; `Infinity` for all of it. */
  readonly heardMs: number;
  /** Length of the part of its text that is kept in the history. */
  readonly keptChars: number;
}

/** A client that cuts a reply does so soon; older replies' timings are forgotten. */
const MAX_REPLIES = 20;

/** Remembers when the words of the latest replies sounded. */
export class Timings {
  readonly #heard = new Map<string, HeardReply>();

  keep(itemId: string, heard: HeardReply): void {
    this.#heard.set(itemId, heard);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > MAX_REPLIES) this.#heard.delete(oldest as string);
  }

  /** @returns The words heard in the first `heardMs` of the reply's sound; `undefined` for an unknown reply. */
  textUntil(itemId: string, heardMs: number): string | undefined {
    const heard = this.#heard.get(itemId);
    if (!heard || heard.spoken.empty) return undefined;
    return heard.spoken.heardAfter(Math.min(heard.heardMs, heardMs)).slice(0, heard.keptChars).trimEnd();
  }
}
