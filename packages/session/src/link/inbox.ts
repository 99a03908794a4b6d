const MAX_MESSAGES = 512;
const MAX_BYTES = 256 * 1024;

/**
 * Keeps what a client sends before its session can listen: settings and tools come together with the upgrade.
 * Bounded; when full, what comes last is dropped and counted, since settings come first.
 */
export class Inbox {
  #waiting: string[] | undefined = [];
  #bytes = 0;
  #dropped = 0;
  #handle: (text: string) => void = () => undefined;

  get dropped(): number {
    return this.#dropped;
  }

  push(text: string): void {
    if (!this.#waiting) return this.#handle(text);
    const bytes = Buffer.byteLength(text);
    if (this.#waiting.length >= MAX_MESSAGES || this.#bytes + bytes > MAX_BYTES) {
      this.#dropped++;
      return;
    }
    this.#bytes += bytes;
    this.#waiting.push(text);
  }

  /** Hands over what waited, in order, and everything from now on. */
  open(handle: (text: string) => void): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#handle = handle;
    for (const text of waiting) handle(text);
  }
}
