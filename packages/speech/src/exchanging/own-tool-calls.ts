import type { SoundReply, SoundReplyPart } from '../interlocutor.js';
import type { Tool } from '../ports.js';
import type { OwnTools } from '../tools/own-tools.js';

export interface OwnToolCallsEvents {
  /** A tool has returned. */
  answered(callId: string, output: string): void;
  /** All tools that a reply has called have returned: it is to go on. */
  allAnswered(): void;
}

type CallPart = Extract<SoundReplyPart, { type: 'toolCall' }>;

/** Replies in a row that may call tools of the server, before the user has to say something. */
const MAX_ROUNDS = 3;

/** Runs the calls of the server's own tools; the client has no part in them. */
export class OwnToolCalls {
  readonly #own: OwnTools | undefined;
  readonly #events: OwnToolCallsEvents;
  #calling = new AbortController();
  #waiting = 0;
  #rounds = 0;

  constructor(own: OwnTools | undefined, events: OwnToolCallsEvents) {
    this.#own = own;
    this.#events = events;
  }

  /** @returns The client's tools, and those of the server behind them; one of the client takes precedence by its name. */
  offeredWith(clients: readonly Tool[] = []): readonly Tool[] {
    const own = this.#own?.tools ?? [];
    return [...clients, ...own.filter(({ name }) => !clients.some((tool) => tool.name === name))];
  }

  /** @returns The reply without the calls of the server's tools, which are run. */
  from(reply: SoundReply, clients: readonly Tool[] = []): SoundReply {
    const own = this.#own?.tools ?? [];
    const names = new Set(own.map(({ name }) => name).filter((name) => !clients.some((tool) => tool.name === name)));
    if (names.size === 0) return reply;
    return {
      parts: (signal) => this.#others(reply.parts(signal), names),
      cut: (heardMs) => reply.cut(heardMs),
      keptAs: (itemId, text) => reply.keptAs(itemId, text),
    };
  }

  /** The user goes on: what is being called is not waited for. Idempotent. */
  cancel(): void {
    this.#calling.abort(new DOMException('The user went on', 'AbortError'));
    this.#calling = new AbortController();
    this.#waiting = 0;
    this.#rounds = 0;
  }

  async *#others(parts: AsyncIterable<SoundReplyPart>, names: ReadonlySet<string>): AsyncGenerator<SoundReplyPart> {
    for await (const part of parts) {
      if (part.type === 'toolCallDelta' && names.has(part.name)) continue;
      if (part.type === 'toolCall' && names.has(part.name)) void this.#call(part);
      else yield part;
    }
  }

  async #call({ callId, name, arguments: given }: CallPart): Promise<void> {
    const { signal } = this.#calling;
    if (this.#waiting === 0) this.#rounds++;
    this.#waiting++;
    const isTooMany = this.#rounds > MAX_ROUNDS;
    const output = isTooMany ? 'Called too often: answer without it.' : await this.#output(name, given, signal);
    this.#events.answered(callId, output);
    if (signal.aborted) return;
    this.#waiting--;
    // An interlocutor that goes on calling all the same is not asked again.
    if (this.#waiting === 0 && this.#rounds <= MAX_ROUNDS + 1) this.#events.allAnswered();
  }

  async #output(name: string, given: CallPart['arguments'], signal: AbortSignal): Promise<string> {
    try {
      return (await this.#own?.call(name, given, { signal })) ?? '';
    } catch {
      return 'The tool was stopped.';
    }
  }
}
