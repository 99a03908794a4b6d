import { randomUUID } from 'node:crypto';
import type { JsonObject, ReplyPart } from '@visavis/speech';
import type { CallPiece } from './answer-chunk.js';
import type { ToolNames } from './chat-tools.js';
import { parsedJson, recordOf } from '../http/json.js';
import { JsonExtent } from './json-extent.js';

interface Assembling {
  /** The service's id of the call; not every service sends one, and not every id is new. */
  serviceId: string | undefined;
  readonly callId: string;
  name: string;
  json: string;
  extent: JsonExtent;
  /** Number of characters of `json` passed on: none before the name is known. */
  passedOn: number;
}

/** A call that cannot be run. */
export interface FailedCall {
  readonly name: string;
  /** What is wrong with the call, for the model and for the client. */
  readonly reason: string;
}

/** All calls of an answer. */
export interface AssembledCalls {
  readonly complete: readonly Extract<ReplyPart, { type: 'toolCall' }>[];
  readonly failed: readonly FailedCall[];
}

/** Limit of a call's arguments, which are read whole; a model that writes more has failed. */
const MAX_ARGUMENTS_CHARS = 64 * 1024;
const MAX_NAME_CHARS = 64;
const UNREADABLE = 'its arguments are no valid JSON object';
const NOT_OFFERED = 'the tool is not offered';

/** Assembles the streamed pieces of tool calls, from services that repeat, omit or change the fields of a piece. */
export class CallAssembler {
  readonly #names: ToolNames;
  readonly #calls: Assembling[] = [];
  readonly #byIndex = new Map<number, Assembling>();

  constructor(names: ToolNames) {
    this.#names = names;
  }

  push(pieces: readonly CallPiece[]): ReplyPart[] {
    return pieces.flatMap((piece) => {
      const call = this.#callOf(piece);
      call.name = this.#nameOf(call.name, piece.name ?? '');
      call.serviceId ??= piece.id;
      this.#append(call, piece.text);
      return this.#passOn(call);
    });
  }

  /** Called when the answer is complete. */
  finish(): AssembledCalls {
    const complete: Extract<ReplyPart, { type: 'toolCall' }>[] = [];
    const failed: FailedCall[] = [];
    for (const { callId, name: modelName, json } of this.#calls) {
      const name = this.#names.fromModel(modelName);
      const read = readArguments(json);
      if (name !== undefined && read) complete.push({ type: 'toolCall', callId, name, arguments: read });
      else failed.push({ name: modelName, reason: name === undefined ? NOT_OFFERED : UNREADABLE });
    }
    return { complete, failed };
  }

  #append(call: Assembling, text: string): void {
    if (call.json.length > MAX_ARGUMENTS_CHARS || text === '') return;
    // A service that repeats all arguments so far, or the complete ones at the end.
    const repeats = call.json.startsWith('{"') && text.startsWith(call.json);
    const more = repeats ? text.slice(call.json.length) : text;
    call.json += more;
    call.extent.push(more);
  }

  #passOn(call: Assembling): ReplyPart[] {
    const delta = call.json.slice(call.passedOn);
    const name = this.#names.fromModel(call.name);
    if (delta === '' || name === undefined) return [];
    call.passedOn = call.json.length;
    return [{ type: 'toolCallDelta', callId: call.callId, name, delta }];
  }

  /** A name comes whole, in parts, or whole with every piece. */
  #nameOf(known: string, more: string): string {
    const isOffered = this.#names.fromModel(known) !== undefined;
    if (more === '' || (isOffered && more === known)) return known;
    if (this.#names.begins(known + more)) return known + more;
    return !isOffered && (known === '' || this.#names.begins(more)) ? more : known;
  }

  #callOf(piece: CallPiece): Assembling {
    const known = this.#knownCall(piece);
    if (known && !this.#beginsAnother(known, piece)) return known;
    const { id, index } = piece;
    const taken = this.#calls.some(({ callId }) => callId === id);
    const callId = id !== undefined && !taken ? id : `call_${randomUUID()}`;
    const call = { serviceId: id, callId, name: '', json: '', extent: new JsonExtent(), passedOn: 0 };
    this.#calls.push(call);
    if (index !== undefined) this.#byIndex.set(index, call);
    return call;
  }

  #knownCall({ index, id }: CallPiece): Assembling | undefined {
    if (index !== undefined) return this.#byIndex.get(index);
    return this.#calls.findLast(({ serviceId }) => id !== undefined && serviceId === id) ?? this.#calls.at(-1);
  }

  /**
   * Some services send every call with the same index, or with none, and some a new id with every piece. Another call
   * begins with a name, once the arguments of the one before are complete.
   */
  #beginsAnother(call: Assembling, { id, name, text }: CallPiece): boolean {
    if (name === undefined) return false;
    const renamed = id !== undefined && call.serviceId !== undefined && id !== call.serviceId;
    if (call.json.trim() === '') return renamed && name !== call.name && this.#names.fromModel(name) !== undefined;
    if (call.extent.end === undefined) return false;
    return renamed || (text.trimStart().startsWith('{') && text !== call.json);
  }
}

/** Reports a call that does not take place. */
export function droppedCall({ name, reason }: FailedCall): ReplyPart {
  const message = `A call of ${name.slice(0, MAX_NAME_CHARS)} was dropped: ${reason}`;
  return { type: 'warning', code: 'tool.invalid_call', message };
}

/** A function without parameters is often called with nothing at all; some services encode the arguments twice. */
export function readArguments(json: string): JsonObject | undefined {
  if (json.trim() === '' || json.trim() === 'null') return {};
  const value = parsedJson(json);
  return recordOf(typeof value === 'string' ? parsedJson(value) : value);
}
