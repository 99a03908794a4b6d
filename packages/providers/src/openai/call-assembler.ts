import { randomUUID } from 'node:crypto';
import type OpenAI from 'openai';
import type { JsonObject, ReplyPart } from '@visavis/speech';
import type { ToolNames } from './chat-tools.js';

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall;

interface Assembling {
  /** The service's id of the call; not every service sends one, and not every id is new. */
  readonly serviceId: string | undefined;
  readonly callId: string;
  name: string;
  json: string;
  /** Number of characters of `json` passed on: none before the name is known. */
  passedOn: number;
}

/** Limit of a call's arguments, which are read whole; a model that writes more has failed. */
const MAX_ARGUMENTS_CHARS = 64 * 1024;

/** Assembles the streamed pieces of tool calls. */
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

  /** Called when the answer is complete. @returns The complete calls, and warnings for invalid ones. */
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

  /** Some services send every call with the same index, and distinguish calls by their ids alone. */
  #callOf({ index, id }: Delta): Assembling {
    const known = this.#byIndex.get(index);
    if (known && (!id || known.serviceId === id)) return known;
    const taken = this.#calls.some(({ callId }) => callId === id);
    const call = { serviceId: id, callId: id && !taken ? id : `call_${randomUUID()}`, name: '', json: '', passedOn: 0 };
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
