import type { Json } from './json.js';

/** Limits of what is kept for a resumption; older messages have long arrived. A picture may take megabytes. */
const MAX_MESSAGES = 500;
const MAX_CHARS = 8_000_000;

/**
 * Numbers the messages of a client and keeps the newest of them, so that messages lost with a connection can be sent
 * again, and the server can recognise the ones that it has already.
 */
export class Outbox {
  #kept: { number: number; text: string }[] = [];
  #chars = 0;
  #last = 0;

  /** @returns The message as it is sent. */
  push(message: Json): string {
    const number = ++this.#last;
    const text = JSON.stringify({ ...message, seq: number });
    this.#kept.push({ number, text });
    this.#chars += text.length;
    while (this.#kept.length > MAX_MESSAGES || (this.#chars > MAX_CHARS && this.#kept.length > 1))
      this.#chars -= this.#kept.shift()!.text.length;
    return text;
  }

  /** Forgets the messages up to number `received`. @returns The rest, oldest first. */
  after(received: number): readonly string[] {
    this.#kept = this.#kept.filter(({ number }) => number > received);
    this.#chars = this.#kept.reduce((sum, { text }) => sum + text.length, 0);
    return this.#kept.map(({ text }) => text);
  }
}
