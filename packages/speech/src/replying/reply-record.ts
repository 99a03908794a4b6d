import type { History } from '../history.js';
import type { ReplyPart } from '../ports.js';
import type { Outcome } from './reply.js';
import type { Timings } from './timings.js';

/** The most calls that one reply may contain; further ones are taken for a mistake of the model. */
const MAX_CALLS = 16;

/** A call under the ids of the conversation. */
interface BegunCall {
  readonly callId: string;
  readonly itemId: string;
}

/**
 * One reply's position in the history: from the start its words stand behind the message they answer, however late it
 * is known how much of them was heard, and its tool calls stand behind its words.
 */
export class ReplyRecord {
  readonly #history: History;
  readonly #timings: Timings;
  /** Calls from their first piece on, by the brain's ids. */
  readonly #begun = new Map<string, BegunCall>();
  /** The history id of the reply's words. */
  readonly itemId: string;
  #calls = 0;

  constructor(history: History, timings: Timings) {
    this.#history = history;
    this.#timings = timings;
    this.itemId = history.newId();
    history.append({ role: 'assistant', text: '' }, this.itemId);
  }

  /** Number of complete calls. */
  get calls(): number {
    return this.#calls;
  }

  /** Whether a piece of the call has come. @param brainId The brain's id of the call. */
  knows(brainId: string): boolean {
    return this.#begun.has(brainId);
  }

  /** @returns The call that has begun; `undefined` when there are too many, or this one is complete already. */
  begin(brainId: string): BegunCall | undefined {
    const known = this.#begun.get(brainId);
    if (known) return this.#history.canCall(known.callId) ? known : undefined;
    if (this.#begun.size >= MAX_CALLS) return undefined;
    const call = { callId: this.#history.newCallId(brainId), itemId: this.#history.newId() };
    this.#begun.set(brainId, call);
    return call;
  }

  /** @returns The complete call; `undefined` when there are too many, or it was complete already. */
  called({ callId: brainId, name, arguments: given }: Extract<ReplyPart, { type: 'toolCall' }>): BegunCall | undefined {
    const call = this.begin(brainId);
    if (!call) return undefined;
    this.#history.append({ role: 'toolCall', callId: call.callId, name, arguments: given }, call.itemId);
    this.#calls++;
    return call;
  }

  /** The reply goes on elsewhere: of its words, those stay that were said in whole sentences. */
  movedOn(said: string): void {
    this.#history.fill(this.itemId, said);
  }

  /** The reply is over. */
  ended({ kept, heard }: Outcome): void {
    this.#history.fill(this.itemId, kept);
    if (kept !== '') this.#timings.keep(this.itemId, heard);
  }
}
