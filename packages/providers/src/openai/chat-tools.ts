import type OpenAI from 'openai';
import type { Tool, ToolChoice } from '@visavis/speech';

/** Characters that the chat completions protocol does not allow in the name of a function. */
const NOT_ALLOWED = /[^a-zA-Z0-9_-]/g;
const MAX_NAME_CHARS = 64;

/** Maps tool names, which may be any text, to names that models accept, and back. */
export class ToolNames {
  readonly #byModelName: ReadonlyMap<string, string>;

  constructor(tools: readonly Tool[]) {
    this.#byModelName = new Map(tools.map(({ name }) => [this.toModel(name), name]));
  }

  toModel(name: string): string {
    return name.replace(NOT_ALLOWED, '_').slice(0, MAX_NAME_CHARS);
  }

  /** @returns `undefined` for a tool that was not offered. */
  fromModel(name: string): string | undefined {
    return this.#byModelName.get(name);
  }

  /** Whether the name of an offered tool begins so, as the model sees it. */
  begins(start: string): boolean {
    return [...this.#byModelName.keys()].some((name) => name.startsWith(start));
  }
}

/** The tools and the choice among them in the form of the chat completions protocol; empty where there are none. */
export function chatTools(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  names: ToolNames,
): Pick<OpenAI.ChatCompletionCreateParams, 'tools' | 'tool_choice'> {
  if (tools.length === 0) return {};
  const functions = tools.map(({ name, description, parameters }) => ({
    type: 'function' as const,
    function: { name: names.toModel(name), description, parameters: { type: 'object', ...parameters } },
  }));
  return { tools: functions, ...chosen(choice, names) };
}

/** A choice of a tool that is not offered is left out: the service would reject the whole request. */
function chosen(
  choice: ToolChoice | undefined,
  names: ToolNames,
): Pick<OpenAI.ChatCompletionCreateParams, 'tool_choice'> {
  if (choice === undefined) return {};
  if (typeof choice === 'string') return { tool_choice: choice };
  const name = names.toModel(choice.name);
  return names.fromModel(name) ? { tool_choice: { type: 'function', function: { name } } } : {};
}
