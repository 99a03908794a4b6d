import type { HistoryMessage } from './ports.js';

/** A message of the history under its id, which is unique in its conversation. */
export type HistoryItem = HistoryMessage & { readonly id: string };

/** Where an item is inserted, and under which id. */
export interface Position {
  /** The item's id; generated where it is left out. */
  readonly id?: string;
  /** The item it stands behind; {@link FIRST} for none. @defaultValue the last one */
  readonly afterId?: string;
}

/** The `afterId` of a {@link Position} in front of everything (the value is that of OpenAI's `previous_item_id`). */
export const FIRST = 'root';
/** Items kept; the oldest go first. */
const MAX_ITEMS = 100;
/** The most that the items may add up to, so that a model has room left for its answer. */
const MAX_TOKENS = 16_000;
/** Letters of English to a token of the usual models; other scripts take about a token a letter. */
const LETTERS_PER_TOKEN = 4;
const LAST_ASCII = 0x7f;

/** The words and tool calls of both sides. Replies hold only the words that were heard. */
export class History {
  #items: HistoryItem[] = [];
  readonly #counted = new WeakMap<HistoryItem, number>();
  #nextId = 1;
  #added = 0;
  /** Ids of all calls that were ever begun: clients keep the pieces of a call that was never finished under its id. */
  readonly #callIds = new Set<string>();

  /** The items, oldest first, without those that are still empty. */
  get items(): readonly HistoryItem[] {
    return this.#items.filter((item) => !('text' in item) || item.text !== '');
  }

  /** The last item, also one that is still being said. */
  get latest(): HistoryItem | undefined {
    return this.#items.at(-1);
  }

  /** Number of items that were ever added. The words of a reply add nothing: its item stands there since it began. */
  get added(): number {
    return this.#added;
  }

  /** Reserves an id for an item that is still being spoken. */
  newId(): string {
    while (this.#has(`item_${this.#nextId}`)) this.#nextId++;
    return `item_${this.#nextId++}`;
  }

  /**
   * @param message With an empty text it keeps its position until {@link fill}.
   * @returns The item's id; `undefined` when the id is taken, there is no such position, a call's id is taken, or an
   *   output belongs to no call that still lacks one.
   */
  add(message: HistoryMessage, { id, afterId }: Position = {}): string | undefined {
    const index = afterId === undefined ? this.#items.length : this.#indexAfter(afterId);
    if (index === undefined || (id !== undefined && this.#isTaken(id)) || !this.#belongs(message)) return undefined;
    return this.#insert({ ...message, id: id ?? this.newId() }, index);
  }

  /** Adds at the end, under an id from {@link newId}. */
  append(message: HistoryMessage, id: string): void {
    this.#insert({ ...message, id }, this.#items.length);
  }

  /** Sets an item's text; an empty one deletes the item. */
  fill(id: string, text: string): void {
    if (text === '') this.delete(id);
    else this.#items = this.#items.map((item) => (item.id === id && 'text' in item ? { ...item, text } : item));
  }

  /** Deletes an item, and with a call its output. @returns Whether there was such an item. */
  delete(id: string): boolean {
    const item = this.#items.find((candidate) => candidate.id === id);
    if (item) this.#items = this.#items.filter((other) => other !== item && !isOutputOf(item, other));
    return item !== undefined;
  }

  /** Reserves an id for a call that begins: `wanted`, unless another call has had it. */
  newCallId(wanted: string): string {
    let callId = wanted;
    for (let n = 2; this.#callIds.has(callId) || !this.canCall(callId); n++) callId = `${wanted}_${n}`;
    this.#callIds.add(callId);
    return callId;
  }

  /** @returns Whether no call of the history has this id. */
  canCall(callId: string): boolean {
    return this.#ofCall(callId).length === 0;
  }

  #insert(item: HistoryItem, index: number): string {
    this.#items.splice(index, 0, item);
    this.#added++;
    this.#forget();
    return item.id;
  }

  /** Drops the oldest items, a call together with its output. The newest stays, however long it is. */
  #forget(): void {
    while (this.#items.length > 1 && (this.#items.length > MAX_ITEMS || this.#tokens > MAX_TOKENS))
      this.delete((this.#items[0] as HistoryItem).id);
  }

  get #tokens(): number {
    return this.#items.reduce((sum, item) => sum + this.#tokensOf(item), 0);
  }

  /** Counts each item once: a client may send many long ones at once. */
  #tokensOf(item: HistoryItem): number {
    const counted = this.#counted.get(item) ?? tokensOf(item);
    this.#counted.set(item, counted);
    return counted;
  }

  #has(id: string): boolean {
    return this.#items.some((item) => item.id === id);
  }

  /** Generated ids count as taken as soon as they are handed out: their items may still be being spoken. */
  #isTaken(id: string): boolean {
    const own = /^item_(\d+)$/.exec(id);
    return this.#has(id) || (own !== null && Number(own[1]) < this.#nextId);
  }

  #indexAfter(id: string): number | undefined {
    if (id === FIRST) return 0;
    const index = this.#items.findIndex((item) => item.id === id);
    return index < 0 ? undefined : index + 1;
  }

  #belongs(message: HistoryMessage): boolean {
    if (message.role === 'toolCall') return this.canCall(message.callId);
    if (message.role !== 'toolOutput') return true;
    const known = this.#ofCall(message.callId);
    return known.length === 1 && known[0]?.role === 'toolCall';
  }

  #ofCall(callId: string): HistoryItem[] {
    return this.#items.filter((item) => 'callId' in item && item.callId === callId);
  }
}

function isOutputOf(call: HistoryItem, item: HistoryItem): boolean {
  return call.role === 'toolCall' && item.role === 'toolOutput' && item.callId === call.callId;
}

/** Estimates the tokens of an item, on the safe side. */
function tokensOf(item: HistoryItem): number {
  const text = textOf(item);
  let foreign = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > LAST_ASCII) foreign++;
  return foreign + Math.ceil((text.length - foreign) / LETTERS_PER_TOKEN);
}

function textOf(item: HistoryItem): string {
  if (item.role === 'toolCall') return item.name + JSON.stringify(item.arguments);
  return item.role === 'toolOutput' ? item.output : item.text;
}
