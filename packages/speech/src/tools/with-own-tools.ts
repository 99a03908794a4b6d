import type { Clock, Complete } from '@visavis/core';
import { NO_RESULT } from '../history-messages.js';
import { languageOf } from '../languages/index.js';
import type { Brain, HistoryMessage, ReplyPart, ReplyRequest, ToolCallMessage } from '../ports.js';
import { withReply } from '../with-reply.js';
import type { OwnTools } from './own-tools.js';

/** Times that the brain may call tools for one reply, before it has to answer without them. */
const MAX_ROUNDS = 3;
/** Silence while tools run, before the face says that it is busy with it, ms. */
const FILLER_AFTER_MS = 1_000;

type CallPart = Extract<ReplyPart, { type: 'toolCall' }>;

/**
 * A brain that has tools of the server beside those of the client. It is asked again with their outputs, within the same
 * reply; where they take long and nothing has been said yet, the face says that it takes a moment. A tool of the client
 * takes precedence over one of the server that has the same name.
 */
export function withOwnTools(brain: Brain, own: OwnTools, clock: Clock): Complete<Brain> {
  return withReply(brain, (request, { signal }) => replyWith({ brain, own, clock }, request, signal));
}

interface Parts {
  readonly brain: Brain;
  readonly own: OwnTools;
  readonly clock: Clock;
}

async function* replyWith(parts: Parts, request: ReplyRequest, signal: AbortSignal): AsyncGenerator<ReplyPart> {
  const clients = request.tools ?? [];
  const added = parts.own.tools.filter(({ name }) => !clients.some((tool) => tool.name === name));
  if (added.length === 0) return yield* parts.brain.reply(request, { signal });
  const names = new Set(added.map(({ name }) => name));
  const moment = languageOf(request.language).notices.moment;
  let asked: ReplyRequest = { ...request, tools: [...clients, ...added] };
  let said = '';
  for (let round = 0; ; round++) {
    const step = new Step(names, said === '' || /\s$/.test(said) ? '' : ' ');
    for await (const part of parts.brain.reply(asked, { signal })) yield* step.take(part);
    said += step.text;
    if (step.ownCalls.length === 0 || round === MAX_ROUNDS) return;
    const outputs = outputsOf(parts.own, step.ownCalls, signal);
    if (said === '' && (await takesLonger(outputs, parts.clock))) {
      // The end of the line ends the sentence, which is said at once.
      said = `${moment}\n`;
      yield { type: 'text', text: said };
    }
    const history = [...asked.history, ...step.messages(), ...(await outputs)];
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
  const outputs = Promise.all(
    calls.map(async ({ callId, name, arguments: given }): Promise<HistoryMessage> => {
      return { role: 'toolOutput', callId, output: await own.call(name, given, { signal }) };
    }),
  );
  // It may fail while the face still says that it takes a moment.
  outputs.catch(() => undefined);
  return outputs;
}

/** Resolves with whether it is not settled within {@link FILLER_AFTER_MS}. */
function takesLonger(work: Promise<unknown>, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(FILLER_AFTER_MS, () => resolve(true));
    const settled = (): void => {
      cancel();
      resolve(false);
    };
    work.then(settled, settled);
  });
}
