import type OpenAI from 'openai';
import type { ReplyRequest } from '@visavis/speech';
import type { KnowledgePrompt } from '../knowledge/knowledge-prompt.js';
import type { Fact } from '../knowledge/knowledge.js';
import { chatMessages } from './chat-messages.js';
import { chatTools, type ToolNames } from './chat-tools.js';
import { fittingHistory } from './fitting-history.js';
import type { ServiceHabits } from './service-habits.js';
import { systemPrompt } from './system-prompt.js';

type Message = OpenAI.ChatCompletionMessageParam;
type ContentPart = OpenAI.ChatCompletionContentPart;
export type ChatBody = OpenAI.ChatCompletionCreateParamsStreaming;

/** Part of a prompt that knowledge may take, where the model's context is small. */
const KNOWLEDGE_SHARE = 0.4;

export interface ChatBodyOptions {
  readonly model: string;
  readonly names: ToolNames;
  readonly prompt: KnowledgePrompt;
  /** Facts that fit the question, for a prompt that chooses. */
  readonly nearest: readonly Fact[];
  readonly habits: ServiceHabits;
  /** Whether the pictures are sent along. */
  readonly shows: boolean;
  /** Limit of the prompt's size, in characters. */
  readonly maxChars: number;
}

/** Writes a request in the form that the service takes. */
export function chatBody(request: ReplyRequest, options: ChatBodyOptions): ChatBody {
  const { model, names, habits } = options;
  const { temperature, maxTokens = habits.answerTokens } = request;
  const { tools = [], toolChoice } = request;
  const length = habits.length;
  const offered = habits.takes('tools') ? chatTools(tools, toolChoice, names) : {};
  if (!habits.takes('tool_choice')) delete offered.tool_choice;
  return {
    model,
    stream: true,
    messages: messagesOf(request, options),
    ...(length && { [length]: maxTokens }),
    ...(temperature !== undefined && habits.takes('temperature') && { temperature }),
    ...offered,
  };
}

/** @returns The size of a request's messages and tools, in characters. */
export function sizeOf({ messages, tools = [] }: ChatBody): number {
  return JSON.stringify(messages).length + JSON.stringify(tools).length;
}

function messagesOf(request: ReplyRequest, options: ChatBodyOptions): Message[] {
  const { names, prompt, nearest, habits, shows, maxChars } = options;
  const { instructions = '', history } = request;
  const whole = chatMessages(request, names, shows);
  const content = systemPrompt(prompt, {
    instructions: [instructions, ...whole.background],
    nearest,
    sees: shows,
    maxKnowledgeChars: knowledgeChars(maxChars),
  });
  const fitting = fittingHistory(history, maxChars - content.length);
  const { messages } =
    fitting.length === history.length ? whole : chatMessages({ ...request, history: fitting }, names, shows);
  return habits.hasSystem ? [{ role: 'system', content }, ...messages] : inFirstTurn(content, messages);
}

/** @param maxChars Limit of the prompt's size, in characters. @returns That of the knowledge in it. */
export function knowledgeChars(maxChars: number): number {
  return maxChars * KNOWLEDGE_SHARE;
}

/** The user's message stands first, and takes the system prompt. */
function inFirstTurn(prompt: string, [first, ...others]: readonly Message[]): Message[] {
  const content = first?.content;
  if (Array.isArray(content))
    return [{ role: 'user', content: [{ type: 'text', text: prompt }, ...(content as ContentPart[])] }, ...others];
  return [{ role: 'user', content: `${prompt}\n\n${String(content ?? '')}` }, ...others];
}
