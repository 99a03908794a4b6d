import type { History } from '../history.js';
import type { ToolCallMessage } from '../ports.js';
import type { Outcome } from './reply.js';
import type { Timings } from './timings.js';

/** Calls one reply may make; what a model asks for beyond is taken for a mistake of it. */
const MAX_CALLS = 16;

/**
 * One reply's place in the history: its words stand behind what it answers from the start, however late it is known how
 * much of them was heard, and its tool calls behind them.
 */
export class ReplyRecord {
  readonly #history: History;
  readonly #timings: Timings;
  /** Names of the calls, from their first piece on. */
  readonly #callItems = new Map<string, string>();
  /** Of its words. */
  readonly itemId: string;
  #calls = 0;

  constructor(history: History, timings: Timings) {
    this.#history = history;
    this.#timings = timings;
    this.itemId = history.newId();
    history.append({ role: 'assistant', text: '' }, this.itemId);
  }

  /** Calls made. */
  get calls(): number {
    return this.#calls;
  }

  /** Whether anything was told of the call. */
  knows(callId: string): boolean {
    return this.#callItems.has(callId);
  }

  /** @returns The name of the call's item; `undefined` where a further call is not taken. */
  callItem(callId: string): string | undefined {
    const known = this.#callItems.get(callId);
    if (known !== undefined || this.#callItems.size >= MAX_CALLS) return known;
    if (!this.#history.canCall(callId)) return undefined;
    const id = this.#history.newId();
    this.#callItems.set(callId, id);
    return id;
  }

  /** @returns The call's item; `undefined` when there are too many, or its name was used before. */
  called(call: ToolCallMessage): string | undefined {
    const id = this.callItem(call.callId);
    if (id === undefined || !this.#history.canCall(call.callId)) return undefined;
    this.#history.append(call, id);
    this.#calls++;
    return id;
  }

  /** The reply is over. */
  ended({ text, heard }: Outcome): void {
    this.#history.fill(this.itemId, text);
    if (text !== '') this.#timings.keep(this.itemId, heard);
  }
}
