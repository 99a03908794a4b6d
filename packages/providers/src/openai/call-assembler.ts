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
  /** How much of `json` was passed on: none before the name is known. */
  passedOn: number;
}

/** Arguments are read whole; beyond this a model has lost its way. */
const MAX_ARGUMENTS_CHARS = 64 * 1024;

/** Puts the streamed pieces of tool calls together. */
export class CallAssembler {
  readonly #names: ToolNames;
  readonly #calls: Assembling[] = [];
  readonly #byIndex = new Map<number, Assembling>();

  constructor(names: ToolNames) {
    this.#names = names;
  }

  push(deltas: readonly Delta[]): ReplyPart[] {
    return deltas.flatMap((delta) => {
      const call = this.#callOf(delta);
      call.name += delta.function?.name ?? '';
      if (call.json.length <= MAX_ARGUMENTS_CHARS) call.json += delta.function?.arguments ?? '';
      return this.#passOn(call);
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

  #passOn(call: Assembling): ReplyPart[] {
    const delta = call.json.slice(call.passedOn);
    const name = this.#names.fromModel(call.name);
    if (delta === '' || name === undefined) return [];
    call.passedOn = call.json.length;
    return [{ type: 'toolCallDelta', callId: call.callId, name, delta }];
  }

  /** Some services give every call the same index, and tell calls apart by their ids alone. */
  #callOf({ index, id }: Delta): Assembling {
    const known = this.#byIndex.get(index);
    if (known && (!id || known.givenId === id)) return known;
    const taken = this.#calls.some(({ callId }) => callId === id);
    const call = { givenId: id, callId: id && !taken ? id : `call_${randomUUID()}`, name: '', json: '', passedOn: 0 };
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
