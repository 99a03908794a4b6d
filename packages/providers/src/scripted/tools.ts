import type { HistoryMessage, JsonObject, Tool } from '@visavis/speech';
import { comparableWords } from '../knowledge/normalise.js';
import { keyWords } from './comparable.js';
import { Retrieval } from './retrieval.js';

/** What a sentence makes a brain without a language model do. */
export type ToolDecision =
  | { readonly call: { readonly name: string; readonly arguments: JsonObject }; readonly score: number }
  /** Something the tool must know was not said. */
  | { readonly question: string; readonly score: number };

/** Names under which existing clients end a call; they come without examples. */
const CLOSING_TOOLS = new Set(['end_conversation', 'end_call', 'function_call_close_talk']);
const CLOSING_PHRASES = [
  ...['goodbye', 'bye', 'bye bye', 'see you later', 'that is all', 'that would be all', 'i have to go'],
  ...['hang up', 'end the call', 'end the conversation', 'stop the conversation'],
];
/** How sure it is when an example was said whole, among other words: what surrounds it are its arguments. */
const SAID_WHOLE = 0.9;
const EXAMPLE = /["“]([^"”]{2,120})["”]/g;
/** More than anybody reads aloud. */
const MAX_SPOKEN_CHARS = 400;
const FAREWELL = 'Goodbye. It was nice talking with you.';

/**
 * Chooses a tool by example: the phrases that stand in quotes in its description, as in
 * `Books a table. Examples: "book a table", "I want to eat here"`.
 */
export class ToolBox {
  readonly #tools: readonly Tool[];
  readonly #retrieval: Retrieval;

  constructor(tools: readonly Tool[]) {
    this.#tools = tools;
    const topics = tools.map((tool) => ({
      question: tool.name,
      phrasings: phrasesOf(tool),
      answer: tool.name,
      line: 0,
    }));
    this.#retrieval = new Retrieval({ name: '', topics: topics.filter(({ phrasings }) => phrasings.length > 0) });
  }

  /** @returns What the user's last words ask for, or with those before them when a question of ours was answered. */
  decide(history: readonly HistoryMessage[]): ToolDecision | undefined {
    const [before, question, last] = [history.at(-3), history.at(-2), history.at(-1)];
    if (last?.role !== 'user') return undefined;
    if (before?.role === 'user' && question?.role === 'assistant') {
      const open = this.#decideBy(before.text, before.text);
      if (open && 'question' in open && open.question === question.text)
        return this.#decideBy(before.text, `${before.text} ${last.text}`);
    }
    return this.#decideBy(last.text, last.text);
  }

  #decideBy(wish: string, said: string): ToolDecision | undefined {
    const [best] = this.#retrieval.find(wish, 1);
    const whole = this.#tools.find((tool) => phrasesOf(tool).some((phrase) => isPartOf(wish, phrase)));
    const tool = whole ?? this.#tools.find(({ name }) => name === best?.topic.question);
    if (!tool) return undefined;
    const filled = fillArguments(tool, said);
    const score = Math.max(best?.score ?? 0, whole ? SAID_WHOLE : 0);
    return filled.missing === undefined
      ? { call: { name: tool.name, arguments: filled.values }, score }
      : { question: filled.missing, score };
  }
}

/** What is said once a tool has done its work. */
export function sayAfter(toolName: string, output: string): string {
  if (CLOSING_TOOLS.has(toolName)) return FAREWELL;
  return spoken(output) ?? 'That is done.';
}

function phrasesOf({ name, description = '' }: Tool): string[] {
  const examples = [...description.matchAll(EXAMPLE)].map(([, phrase]) => phrase ?? '');
  return CLOSING_TOOLS.has(name) ? [...examples, ...CLOSING_PHRASES] : examples;
}

/** Whether the example's words were all said, in its order. One word alone proves little in a longer sentence. */
function isPartOf(said: string, example: string): boolean {
  const words = keyWords(said);
  const wanted = keyWords(example);
  if (wanted.length < 2) return false;
  let at = -1;
  return wanted.every((word) => (at = words.indexOf(word, at + 1)) >= 0);
}

type Filled = { values: Record<string, unknown>; missing?: string };

/** Finds each parameter in what was said; what is required and not found is asked for. */
function fillArguments({ parameters }: Tool, said: string): Filled {
  const required = Array.isArray(parameters['required']) ? (parameters['required'] as unknown[]) : [];
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(objectOf(parameters['properties']))) {
    const found = valueIn(said, objectOf(schema), required.includes(name));
    if (found !== undefined) values[name] = found;
    else if (required.includes(name)) return { values, missing: ask(name, objectOf(schema)) };
  }
  return { values };
}

function valueIn(said: string, { type, enum: choices }: Record<string, unknown>, required: boolean): unknown {
  const words = comparableWords(said);
  if (Array.isArray(choices))
    return choices.find((choice) => comparableWords(String(choice)).every((word) => words.includes(word)));
  if (type === 'number' || type === 'integer') {
    const number = /-?\d+(\.\d+)?/.exec(said)?.[0];
    return number === undefined ? undefined : Number(number);
  }
  // Nothing here can tell which words belong to a free text, so it gets all of them, and only where it must.
  return required && (type === 'string' || type === undefined) ? said : undefined;
}

function ask(name: string, { enum: choices }: Record<string, unknown>): string {
  const what = name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  if (Array.isArray(choices)) return `Which ${what}? ${choices.join(', or ')}?`;
  return `Which ${what}, please?`;
}

/** Tools answer with a sentence, or with JSON that has one in it. */
function spoken(output: string): string | undefined {
  const sentence = (value: unknown): string | undefined =>
    typeof value === 'string' && value.trim() !== '' && value.length <= MAX_SPOKEN_CHARS ? value.trim() : undefined;
  try {
    const parsed: unknown = JSON.parse(output);
    const { message, text, result, error } = objectOf(parsed);
    const said = sentence(message) ?? sentence(text) ?? sentence(result);
    if (said === undefined && error !== undefined) return 'I am sorry, that did not work.';
    return said ?? sentence(parsed);
  } catch {
    return sentence(output);
  }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
