import { heardText, heardUntil, type HeardTimedText } from './heard-text.js';

/** A client that cuts a reply does so soon; older replies' timings are forgotten. */
const MAX_REPLIES = 20;

/** When the words of the latest replies sounded. */
export class Timings {
  readonly #heard = new Map<string, readonly HeardTimedText[]>();

  keep(itemId: string, heard: readonly HeardTimedText[]): void {
    this.#heard.set(itemId, heard);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > MAX_REPLIES) this.#heard.delete(oldest as string);
  }

  /** @returns What was heard of the reply in the first `heardMs` of its sound; `undefined` for one that is not known. */
  textUntil(itemId: string, heardMs: number): string | undefined {
    const heard = this.#heard.get(itemId);
    return heard && heard.length > 0 ? heardText(heardUntil(heard, heardMs)) : undefined;
  }
}
