import type OpenAI from 'openai';
import type { HistoryMessage, ShownPicture, ReplyRequest } from '@visavis/speech';
import type { ToolNames } from './chat-tools.js';

type Message = OpenAI.ChatCompletionMessageParam;
type AssistantMessage = OpenAI.ChatCompletionAssistantMessageParam;
type ContentPart = OpenAI.ChatCompletionContentPart;

const GREETING = '(The user has just arrived. Greet them in one short sentence.)';
const LOOK = '(The user shows you this. Say in a sentence or two what you see that matters here.)';
const BLIND = '(The user has sent a picture. You cannot see pictures: say so kindly, and ask what it shows.)';

/**
 * Translates a conversation into messages of the chat completions protocol, without the system prompt: all of it, in
 * order. The calls of one reply become one message, each followed by its output; an output that came after a stand-in
 * becomes a system message, since a call may have only one output.
 *
 * @param sees Whether pictures are sent along.
 */
export function chatMessages(request: ReplyRequest, names: ToolNames, sees: boolean): Message[] {
  const messages = withHistory(request.history, names);
  const { pictures = [], asksAboutPicture } = request;
  if (asksAboutPicture) messages.push({ role: 'user', content: sees ? LOOK : BLIND });
  if (sees && pictures.length > 0) return withPictures(messages, pictures);
  return messages.length > 0 ? messages : [{ role: 'user', content: GREETING }];
}

function withHistory(history: readonly HistoryMessage[], names: ToolNames): Message[] {
  const messages: Message[] = [];
  const waiting = new Map<string, string>();
  for (const message of history) {
    if (message.role === 'toolCall') {
      const { callId, name } = message;
      waiting.set(callId, name);
      const call = { name: names.toModel(name), arguments: JSON.stringify(message.arguments) };
      callerIn(messages).tool_calls?.push({ id: callId, type: 'function', function: call });
    } else if (message.role === 'toolOutput') {
      const { callId, output } = message;
      if (waiting.delete(callId)) messages.push({ role: 'tool', tool_call_id: callId, content: output });
      else messages.push({ role: 'system', content: `A tool called before has now given its result: ${output}` });
    } else messages.push({ role: message.role, content: message.text });
  }
  return messages;
}

/** The message that holds the calls: the assistant's last words, or a new one without words. */
function callerIn(messages: Message[]): AssistantMessage {
  const last = messages.at(-1);
  if (last?.role === 'assistant') {
    last.tool_calls ??= [];
    return last;
  }
  const caller: AssistantMessage = { role: 'assistant', tool_calls: [] };
  messages.push(caller);
  return caller;
}

/** Pictures belong to what the user said last. */
function withPictures(messages: Message[], pictures: readonly ShownPicture[]): Message[] {
  const shown = pictures.map(imagePart);
  const index = messages.findLastIndex(({ role }) => role === 'user');
  if (index < 0) return [...messages, { role: 'user', content: [{ type: 'text', text: GREETING }, ...shown] }];
  const text = messages[index]?.content as string;
  return messages.with(index, { role: 'user', content: [{ type: 'text', text }, ...shown] });
}

function imagePart({ mime, bytes }: ShownPicture): ContentPart {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return { type: 'image_url', image_url: { url: `data:${mime};base64,${base64}` } };
}
