import type { Complete } from '@visavis/core';
import { NO_RESULT } from '../history-messages.js';
import type { Brain, HistoryMessage, ReplyPart, ReplyRequest, ToolCallMessage } from '../ports.js';
import { withReply } from '../with-reply.js';
import type { OwnTools } from './own-tools.js';

/** Times that the brain may call tools for one reply, before it has to answer without them. */
const MAX_ROUNDS = 3;

type CallPart = Extract<ReplyPart, { type: 'toolCall' }>;

/**
 * A brain that has tools of the server beside those of the client. It is asked again with their outputs, within the same
 * reply. A tool of the client takes precedence over one of the server that has the same name.
 */
export function withOwnTools(brain: Brain, own: OwnTools): Complete<Brain> {
  const complete = withReply(brain, (request, { signal }) => replyWith({ brain, own }, request, signal));
  return Object.defineProperty(complete, 'acts', { get: () => own.tools.length > 0 || brain.acts === true });
}

interface Parts {
  readonly brain: Brain;
  readonly own: OwnTools;
}

async function* replyWith(
  { brain, own }: Parts,
  request: ReplyRequest,
  signal: AbortSignal,
): AsyncGenerator<ReplyPart> {
  const clients = request.tools ?? [];
  const added = own.tools.filter(({ name }) => !clients.some((tool) => tool.name === name));
  if (added.length === 0) return yield* brain.reply(request, { signal });
  const names = new Set(added.map(({ name }) => name));
  let asked: ReplyRequest = { ...request, tools: [...clients, ...added] };
  let said = '';
  for (let round = 0; ; round++) {
    const step = new Step(names, said === '' || /\s$/.test(said) ? '' : ' ');
    for await (const part of brain.reply(asked, { signal })) yield* step.take(part);
    said += step.text;
    if (step.ownCalls.length === 0 || round === MAX_ROUNDS) return;
    const outputs = await outputsOf(own, step.ownCalls, signal);
    const history = [...asked.history, ...step.messages(), ...outputs];
    // What the client required has been done by now; and the last time there has to be an answer.
    asked = { ...asked, history, toolChoice: round + 1 < MAX_ROUNDS ? 'auto' : 'none' };
  }
}

/** What the brain makes of one request of a reply. */
class Step {
  readonly ownCalls: CallPart[] = [];
  text = '';
  readonly #clientCalls: CallPart[] = [];
  readonly #names: ReadonlySet<string>;
  readonly #gap: string;

  /** @param gap Stands between the reply's text so far and more of it. */
  constructor(names: ReadonlySet<string>, gap: string) {
    this.#names = names;
    this.#gap = gap;
  }

  /** @returns What is passed on: all but the calls of the server's own tools. */
  take(part: ReplyPart): ReplyPart[] {
    if (part.type === 'toolCallDelta' && this.#names.has(part.name)) return [];
    if (part.type === 'toolCall') {
      const own = this.#names.has(part.name);
      (own ? this.ownCalls : this.#clientCalls).push(part);
      return own ? [] : [part];
    }
    if (part.type === 'retracted') this.text = '';
    if (part.type !== 'text') return [part];
    const begins = this.text === '';
    this.text += part.text;
    return begins ? [{ ...part, text: this.#gap + part.text }] : [part];
  }

  /** What it has said and called, as the history has it; nothing is waited for that the client runs. */
  messages(): HistoryMessage[] {
    const said: HistoryMessage[] = this.text.trim() === '' ? [] : [{ role: 'assistant', text: this.text }];
    const calls = [...this.#clientCalls, ...this.ownCalls].map(
      ({ callId, name, arguments: given }): ToolCallMessage => ({ role: 'toolCall', callId, name, arguments: given }),
    );
    const standIns = this.#clientCalls.map(({ callId }): HistoryMessage => ({
      role: 'toolOutput',
      callId,
      output: NO_RESULT,
    }));
    return [...said, ...calls, ...standIns];
  }
}

function outputsOf(own: OwnTools, calls: readonly CallPart[], signal: AbortSignal): Promise<HistoryMessage[]> {
  return Promise.all(
    calls.map(async ({ callId, name, arguments: given }): Promise<HistoryMessage> => {
      return { role: 'toolOutput', callId, output: await own.call(name, given, { signal }) };
    }),
  );
}
