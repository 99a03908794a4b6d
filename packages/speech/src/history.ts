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

  /** Oldest first, without those still empty. */
  get items(): readonly HistoryItem[] {
    return this.#items.filter(({ text }) => text !== '');
  }

  /** A name for an item that is still being spoken. */
  newId(): string {
    return `item_${this.#nextId++}`;
  }

  /** @param message With an empty text it keeps its place until {@link fill}. @returns The item's id. */
  add(message: ChatMessage, id = this.newId()): string {
    this.#items.push({ ...message, id });
    if (this.#items.length > MAX_ITEMS) this.#items.shift();
    return id;
  }

  /** Gives an item its text; without one it goes. */
  fill(id: string, text: string): void {
    if (text === '') this.delete(id);
    else this.#items = this.#items.map((item) => (item.id === id ? { ...item, text } : item));
  }

  /** @returns Whether there was such an item. */
  delete(id: string): boolean {
    const before = this.#items.length;
    this.#items = this.#items.filter((item) => item.id !== id);
    return this.#items.length < before;
  }
}
