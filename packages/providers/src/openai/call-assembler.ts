import { randomUUID } from 'node:crypto';
import type OpenAI from 'openai';
import type { JsonObject, ReplyPart } from '@visavis/speech';
import type { ToolNames } from './chat-tools.js';

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall;

interface Assembling {
  /** As the service names it; not every one does, and not every name is new. */
  readonly givenId: string | undefined;
  readonly callId: string;
  name: string;
  json: string;
}

/** Arguments are read whole; beyond this a model has lost its way. */
const MAX_ARGUMENTS_CHARS = 64 * 1024;

/** Puts the streamed pieces of tool calls together. */
export class CallAssembler {
  readonly #names: ToolNames;
  readonly #used: ReadonlySet<string>;
  readonly #calls: Assembling[] = [];
  readonly #byIndex = new Map<number, Assembling>();

  /** @param used Names that calls of the conversation have already. */
  constructor(names: ToolNames, used: ReadonlySet<string>) {
    this.#names = names;
    this.#used = used;
  }

  push(deltas: readonly Delta[]): ReplyPart[] {
    return deltas.flatMap((delta) => {
      const call = this.#callOf(delta);
      call.name += delta.function?.name ?? '';
      const text = delta.function?.arguments ?? '';
      if (text === '' || call.json.length > MAX_ARGUMENTS_CHARS) return [];
      call.json += text;
      const { callId } = call;
      const name = this.#names.fromModel(call.name);
      return name === undefined ? [] : [{ type: 'toolCallDelta', callId, name, delta: text }];
    });
  }

  /** The answer is complete. */
  finish(): ReplyPart[] {
    return this.#calls.flatMap(({ callId, name: modelName, json }) => {
      const name = this.#names.fromModel(modelName);
      if (name === undefined) return [warning('The language model called a tool that it was not offered')];
      const read = readArguments(json);
      const call: ReplyPart = { type: 'toolCall', callId, name, arguments: read ?? {} };
      return read ? [call] : [warning(`The arguments of ${name} could not be read and were left out`), call];
    });
  }

  /** Some services give every call the same index, and tell calls apart by their ids alone. */
  #callOf({ index, id }: Delta): Assembling {
    const known = this.#byIndex.get(index);
    if (known && (!id || known.givenId === id)) return known;
    const taken = id && (this.#used.has(id) || this.#calls.some(({ callId }) => callId === id));
    const call = { givenId: id, callId: id && !taken ? id : `call_${randomUUID()}`, name: '', json: '' };
    this.#calls.push(call);
    this.#byIndex.set(index, call);
    return call;
  }
}

function warning(message: string): ReplyPart {
  return { type: 'warning', code: 'tool.invalid_call', message };
}

/** A function without parameters is often called with nothing at all. */
function readArguments(json: string): JsonObject | undefined {
  if (json.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
