import type OpenAI from 'openai';
import type { HistoryMessage, ShownPicture, ReplyRequest } from '@visavis/speech';
import type { ToolNames } from './chat-tools.js';
import { pictureSlot } from './request-body.js';

type Message = OpenAI.ChatCompletionMessageParam;
type ContentPart = OpenAI.ChatCompletionContentPart;

const GREETING = '(The user has just arrived. Greet them in one short sentence.)';
/** Stands before a conversation that the assistant has begun. */
const ARRIVED = '(The user has just arrived.)';
/** Stands behind the assistant's words, where it is to speak again. */
const GO_ON = '(The user waits. Go on.)';
/** Stands between the output of a tool and what the user said next. */
const NOTED = 'All right.';
const LOOK = '(The user shows you this. Say in a sentence or two what you see that matters here.)';
const BLIND = '(The user has sent a picture. You cannot see pictures: say so kindly, and ask what it shows.)';

/** The messages of a conversation, in the form that the strictest chat templates take. */
export interface ChatMessages {
  /** Information from before the conversation, for the system prompt. */
  readonly background: readonly string[];
  readonly messages: readonly Message[];
}

/**
 * Translates a conversation into messages of the chat completions protocol, without the system prompt. The sides take
 * turns: neighbouring messages of one side are joined, the user's stand first and last, and information that comes later
 * stands in the user's turn. The calls of one reply become one message, each followed by its output.
 *
 * @param sees Whether pictures are sent along; a slot stands for each until the request is written.
 */
export function chatMessages(request: ReplyRequest, names: ToolNames, sees: boolean): ChatMessages {
  const { history, pictures = [], asksAboutPicture } = request;
  const begun = history.findIndex(({ role }) => role !== 'system');
  const early = begun < 0 ? history : history.slice(0, begun);
  const turns = new Turns(names);
  for (const message of history.slice(early.length)) turns.add(message);
  if (asksAboutPicture) turns.user(sees ? LOOK : BLIND);
  return {
    background: early.map((message) => ('text' in message ? message.text : '')),
    messages: sees && pictures.length > 0 ? withPictures(turns.finish(), pictures) : turns.finish(),
  };
}

/** Builds the list message by message, so that the sides take turns. */
class Turns {
  readonly #names: ToolNames;
  readonly #messages: Message[] = [];
  /** Ids under which calls are sent, by those of the conversation: nine letters and digits, which all services take. */
  readonly #callIds = new Map<string, string>();
  /** Calls whose output has not come. */
  readonly #waiting = new Set<string>();

  constructor(names: ToolNames) {
    this.#names = names;
  }

  add(message: HistoryMessage): void {
    if (message.role === 'toolCall') return this.#call(message.callId, message.name, message.arguments);
    if (message.role === 'toolOutput') return this.#output(message.callId, message.output);
    if (message.text.trim() === '') return;
    if (message.role === 'assistant') this.#assistant(message.text);
    else this.user(message.role === 'user' ? message.text : `(Information, not said by the user: ${message.text})`);
  }

  user(text: string): void {
    const last = this.#messages.at(-1);
    if (last?.role === 'user') last.content = `${last.content as string}\n${text}`;
    else {
      if (last?.role === 'tool') this.#messages.push({ role: 'assistant', content: NOTED });
      this.#messages.push({ role: 'user', content: text });
    }
  }

  /** @returns The messages; the last one is the user's, or a tool's. */
  finish(): Message[] {
    if (this.#messages.length === 0) this.user(GREETING);
    if (this.#messages.at(-1)?.role === 'assistant') this.user(GO_ON);
    return this.#messages;
  }

  #assistant(text: string): void {
    const last = this.#messages.at(-1);
    if (last?.role === 'assistant') last.content = [last.content, text].filter(Boolean).join('\n');
    else this.#afterUser({ role: 'assistant', content: text });
  }

  /** The assistant's last words hold the calls, or a new message without words. */
  #call(callId: string, name: string, given: object): void {
    const id = `call${String(this.#callIds.size + 1).padStart(5, '0')}`;
    this.#callIds.set(callId, id);
    this.#waiting.add(callId);
    if (this.#messages.at(-1)?.role !== 'assistant') this.#afterUser({ role: 'assistant', content: null });
    const caller = this.#messages.at(-1) as OpenAI.ChatCompletionAssistantMessageParam;
    const called = { name: this.#names.toModel(name), arguments: JSON.stringify(given) };
    (caller.tool_calls ??= []).push({ id, type: 'function', function: called });
  }

  #output(callId: string, output: string): void {
    const id = this.#callIds.get(callId);
    if (id !== undefined && this.#waiting.delete(callId))
      this.#messages.push({ role: 'tool', tool_call_id: id, content: output });
    else this.user(`(A tool called before has now given its result: ${output})`);
  }

  #afterUser(message: Message): void {
    if (this.#messages.length === 0) this.user(ARRIVED);
    this.#messages.push(message);
  }
}

/** Pictures belong to what the user said last. */
function withPictures(messages: readonly Message[], pictures: readonly ShownPicture[]): Message[] {
  const index = messages.findLastIndex(({ role }) => role === 'user');
  const text = messages[index]?.content as string;
  return messages.with(index, { role: 'user', content: [{ type: 'text', text }, ...pictures.map(imagePart)] });
}

function imagePart(_picture: ShownPicture, index: number): ContentPart {
  return { type: 'image_url', image_url: { url: pictureSlot(index) } };
}
