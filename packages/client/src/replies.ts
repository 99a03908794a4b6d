/** Replies whose text is kept: the one being spoken and a few that may still get a late piece. */
const KEPT = 4;

/** Joins the pieces of each reply's text. */
export class Replies {
  readonly #texts = new Map<string, string>();

  /** @returns The reply's text so far. */
  append(replyId: string, delta: string): string {
    const text = (this.#texts.get(replyId) ?? '') + delta;
    this.#texts.set(replyId, text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= KEPT) break;
      this.#texts.delete(oldest);
    }
    return text;
  }

  /**
   * @param text The text that was really said; empty where the server does not repeat it.
   * @returns The reply's final text.
   */
  finish(replyId: string, text: string): string {
    const whole = text || (this.#texts.get(replyId) ?? '');
    this.#texts.delete(replyId);
    return whole;
  }
}
