import type { SpokenText } from './spoken-text.js';

/** What was heard of a reply. */
export interface HeardReply {
  readonly spoken: SpokenText;
  /** How much of its sound, ms; all of it: `Infinity`. */
  readonly heardMs: number;
}

/** A client that cuts a reply does so soon; older replies' timings are forgotten. */
const MAX_REPLIES = 20;

/** When the words of the latest replies sounded. */
export class Timings {
  readonly #heard = new Map<string, HeardReply>();

  keep(itemId: string, heard: HeardReply): void {
    this.#heard.set(itemId, heard);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > MAX_REPLIES) this.#heard.delete(oldest as string);
  }

  /** @returns What was heard of the reply in the first `heardMs` of its sound; `undefined` for one that is not known. */
  textUntil(itemId: string, heardMs: number): string | undefined {
    const heard = this.#heard.get(itemId);
    return heard && !heard.spoken.empty ? heard.spoken.heardAfter(Math.min(heard.heardMs, heardMs)) : undefined;
  }
}
