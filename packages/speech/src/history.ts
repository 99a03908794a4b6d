import type { ChatMessage } from './ports.js';

export interface HistoryItem extends ChatMessage {
  readonly id: string;
}

/** Items kept; the oldest go first. */
const MAX_ITEMS = 100;

/** What was said on both sides: of the face's words only those that were heard. */
export class History {
  #items: HistoryItem[] = [];
  #nextId = 1;

  get items(): readonly HistoryItem[] {
    return this.#items;
  }

  /** A name for an item that is still being spoken. */
  newId(): string {
    return `item_${this.#nextId++}`;
  }

  /** @returns The item's id. */
  add(message: ChatMessage, id = this.newId()): string {
    this.#items.push({ ...message, id });
    if (this.#items.length > MAX_ITEMS) this.#items.shift();
    return id;
  }

  /** @returns Whether there was such an item. */
  delete(id: string): boolean {
    const before = this.#items.length;
    this.#items = this.#items.filter((item) => item.id !== id);
    return this.#items.length < before;
  }
}
