/** Which item a full channel gives up: the one that has waited longest, or the one being pushed. */
export type FullPolicy = 'drop-oldest' | 'drop-newest';

/**
 * A bounded queue between a live edge that cannot wait (microphone, network) and its one reader.
 * An item that does not fit is dropped by the stated policy and counted.
 */
export class Channel<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #capacity: number;
  readonly #onFull: FullPolicy;
  #closed = false;
  #wake: (() => void) | undefined;
  #dropped = 0;

  constructor(options: { capacity: number; onFull: FullPolicy }) {
    if (!(options.capacity >= 1)) throw new RangeError(`Channel capacity must be at least 1, got ${options.capacity}`);
    this.#capacity = options.capacity;
    this.#onFull = options.onFull;
  }

  /** Number of items dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  get size(): number {
    return this.#items.length;
  }

  /** @returns Whether `item` was taken. A closed channel takes no items. */
  push(item: T): boolean {
    if (this.#closed) return false;
    if (this.#items.length >= this.#capacity) {
      this.#dropped++;
      if (this.#onFull === 'drop-newest') return false;
      this.#items.shift();
    }
    this.#items.push(item);
    this.#wake?.();
    return true;
  }

  /** Discards the items that wait, without counting them as dropped. */
  clear(): void {
    this.#items.length = 0;
  }

  /** Takes no more items. The reader receives those that are left, then the end. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#items.length > 0) yield this.#items.shift() as T;
      if (this.#closed) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }
}
