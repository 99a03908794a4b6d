import type { History } from '../history.js';
import type { ReplyPart } from '../ports.js';
import type { Outcome } from './reply.js';
import type { Timings } from './timings.js';

/** Calls one reply may make; what a model asks for beyond is taken for a mistake of it. */
const MAX_CALLS = 16;

/** A call as the conversation names it. */
interface BegunCall {
  readonly callId: string;
  readonly itemId: string;
}

/**
 * One reply's position in the history: its words stand behind what it answers from the start, however late it is known how
 * much of them was heard, and its tool calls behind them.
 */
export class ReplyRecord {
  readonly #history: History;
  readonly #timings: Timings;
  /** From their first piece on, by the brain's names. */
  readonly #begun = new Map<string, BegunCall>();
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

  /** Whether anything came of the call. @param givenId The brain's name of it. */
  knows(givenId: string): boolean {
    return this.#begun.has(givenId);
  }

  /** @returns The call that has begun; `undefined` where a further one is not taken, or this one was made before. */
  begin(givenId: string): BegunCall | undefined {
    const known = this.#begun.get(givenId);
    if (known) return this.#history.canCall(known.callId) ? known : undefined;
    if (this.#begun.size >= MAX_CALLS) return undefined;
    const call = { callId: this.#history.newCallId(givenId), itemId: this.#history.newId() };
    this.#begun.set(givenId, call);
    return call;
  }

  /** @returns The call that was made; `undefined` when there are too many, or it was made before. */
  called({ callId: givenId, name, arguments: given }: Extract<ReplyPart, { type: 'toolCall' }>): BegunCall | undefined {
    const call = this.begin(givenId);
    if (!call) return undefined;
    this.#history.append({ role: 'toolCall', callId: call.callId, name, arguments: given }, call.itemId);
    this.#calls++;
    return call;
  }

  /** The reply is over. */
  ended({ text, heard }: Outcome): void {
    this.#history.fill(this.itemId, text);
    if (text !== '') this.#timings.keep(this.itemId, heard);
  }
}
